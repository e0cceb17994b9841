import type { Socket } from "socket.io";

/** The parts of Engine.IO 6.6 and ws 8 that are not in their types. Everything private that the hub touches stands in this file. */
interface EngineConnection {
  readyState: "opening" | "open" | "closing" | "closed";
  writeBuffer: { type: string; data?: string | Uint8Array }[];
  transport: { name: string; socket?: WebSocketConnection };
  close(discard?: boolean): void;
  onClose(reason: "forced close"): void;
  once(event: "close", listener: () => void): void;
}

interface WebSocketConnection {
  bufferedAmount: number;
  readyState: number;
  terminate(): void;
  once(event: "close", listener: () => void): void;
}

const WS_CLOSED = 3;

const engineOf = (socket: Socket): EngineConnection => socket.conn as unknown as EngineConnection;

export const transportOf = (socket: Socket): string => engineOf(socket).transport.name;

/** Bytes that were written for this connection and have not left the process: the engine's queue and the WebSocket's. */
export function waitingBytes(socket: Socket): number {
  const engine = engineOf(socket);
  let bytes = engine.transport.socket?.bufferedAmount ?? 0;
  for (const packet of engine.writeBuffer) bytes += packet.data?.length ?? 0;
  return bytes;
}

/** Runs `listener` once the engine connection is gone, at once if it already is. */
export function onEngineClose(socket: Socket, listener: () => void): void {
  const engine = engineOf(socket);
  if (engine.readyState === "closed") listener();
  else engine.once("close", listener);
}

/** `ended` resolves when the transport is gone, for a WebSocket after its goodbye; `cut` ends it with everything that is still unsent. */
export function transportEnd(socket: Socket): { ended: Promise<void>; cut: () => void } {
  const engine = engineOf(socket);
  const webSocket = engine.transport.socket;
  const ended = new Promise<void>((resolve) => {
    if (webSocket !== undefined && webSocket.readyState !== WS_CLOSED) webSocket.once("close", resolve);
    else onEngineClose(socket, resolve);
  });
  const cut = () => {
    webSocket?.terminate();
    // A poll that does not come would otherwise be waited for.
    engine.onClose("forced close");
  };
  return { ended, cut };
}
