import { once } from "node:events";
import { WebSocket } from "ws";
import { encodeMessagePack } from "@/server/hub/messagepack";

export type RawEncoding = "json" | "msgpack";

const hub = "/hubs/ops";

/** A connection to the hub past its handshake, for clients that do not behave: what is sent and read then is up to the caller. */
export async function openRawHub(url: string, token: string, encoding: RawEncoding = "json"): Promise<WebSocket> {
  const query = encoding === "json" ? "" : "&encoding=msgpack";
  const socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket${query}`);
  socket.on("error", () => socket.terminate());
  await once(socket, "message");
  socket.send(
    encoding === "json"
      ? `40${hub},${JSON.stringify({ token })}`
      : encodeMessagePack({ type: 0, nsp: hub, data: { token } }),
  );
  await once(socket, "message");
  return socket;
}

/** A call with one input. */
export const sendCall = (socket: WebSocket, id: number, method: string, input: unknown): void =>
  socket.send(`42${hub},${id}${JSON.stringify([method, input, { id }])}`);
