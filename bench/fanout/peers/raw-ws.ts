import type { WebSocket } from "ws";
import { WebSocketServer } from "ws";
import type { CreatePeer } from "./peer";

/** A bare WebSocket server: encode once, `send` to each. */
export const createRawWs: CreatePeer = (httpServer, { isGrouped }) => {
  const server = new WebSocketServer({ server: httpServer });
  const group = new Set<WebSocket>();
  let takesLarge: WebSocket | undefined;
  server.on("connection", (socket, request) => {
    if (isGrouped) group.add(socket);
    if (request.url?.includes("large=1")) takesLarge = socket;
    socket.on("message", () => undefined);
    socket.on("close", () => group.delete(socket));
  });
  function tell(message: Buffer): void {
    for (const socket of group) socket.send(message, { binary: false });
  }
  return {
    connections: () => server.clients.size,
    update: (update) => tell(Buffer.from(JSON.stringify(update))),
    large: (large) => takesLarge?.send(JSON.stringify(large)),
    metrics(frame) {
      const message = Buffer.from(JSON.stringify(frame));
      tell(message);
      return message.length;
    },
    appendNews: null,
  };
};
