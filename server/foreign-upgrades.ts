import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/** Ends requests to upgrade that nobody in this process serves: otherwise their sockets would stay open for ever. */
export function endForeignUpgrades(server: Server, isServed: (path: string) => boolean): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (isServed(path)) return;
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
}
