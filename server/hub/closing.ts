import type { Socket } from "socket.io";
import type { CloseCode, Notice } from "@/lib/hub-protocol";
import { closeCodes } from "@/lib/hub-protocol";
import { transportEnd } from "./engine-connection";

export const closeNotice = (code: CloseCode): Notice => ({ code, ...closeCodes[code] });

/**
 * Says why, then disconnects. Both leave in this order behind whatever was written before; what has not left after `graceMs` is cut off.
 * From the call on the connection receives nothing else. Resolves when the transport is gone.
 */
export async function closeSocket(socket: Socket, code: CloseCode, graceMs: number): Promise<void> {
  const transport = transportEnd(socket);
  socket.emit("notice", closeNotice(code));
  socket.disconnect(true);
  const timer = setTimeout(transport.cut, graceMs);
  await transport.ended;
  clearTimeout(timer);
}
