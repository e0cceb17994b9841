import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { chat } from "@/server/hub/chat-fixture";

/** A stock Socket.IO server in the hub's place: speaks by hand, also what our own never would. */
export async function startPlainServer(
  onConnection: (socket: Socket) => void,
): Promise<{ url: string; io: Server } & AsyncDisposable> {
  const httpServer = createServer();
  const io = new Server(httpServer);
  io.of(chat.path).on("connection", onConnection);
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  const { port } = httpServer.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    io,
    async [Symbol.asyncDispose]() {
      await io.close();
    },
  };
}
