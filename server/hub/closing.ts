import type { Socket } from "socket.io";
import type { CloseCode, Notice } from "@/lib/hub-protocol";
import { closeCodes } from "@/lib/hub-protocol";
import { transportEnd } from "./engine-connection";

export const closeNotice = (code: CloseCode): Notice => ({ code, ...closeCodes[code] });

const [shortestSpreadMs, longestSpreadMs, perClientMs] = [500, 30_000, 2];

/** The moments at which so many clients come back are spread over a time in which the other processes can take them all. */
export const restartNotice = (clients: number): Notice => ({
  ...closeNotice("RESTARTING"),
  reconnectWithinMs: Math.min(longestSpreadMs, Math.max(shortestSpreadMs, clients * perClientMs)),
});

/**
 * Says why, then disconnects. Both leave in this order behind whatever was written before; what has not left after `graceMs` is cut off.
 * From the call on the connection receives nothing else. Resolves when the transport is gone.
 */
export async function closeSocket(socket: Socket, notice: Notice, graceMs: number): Promise<void> {
  const transport = transportEnd(socket);
  socket.emit("notice", notice);
  socket.disconnect(true);
  const timer = setTimeout(transport.cut, graceMs);
  await transport.ended;
  clearTimeout(timer);
}
