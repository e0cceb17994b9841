import { encode } from "@msgpack/msgpack";
import { Server } from "socket.io";
import msgpackParser from "socket.io-msgpack-parser";
import type { CreatePeer } from "./peer";

const updates = "updates";
const large = "large";

/** Socket.IO as it comes, with the parser it comes with or the one for MessagePack: a room emit for each update. */
function creatorOf(encoding: "json" | "msgpack"): CreatePeer {
  return (httpServer, { isGrouped }) => {
    const io = new Server(httpServer, encoding === "json" ? {} : { parser: msgpackParser });
    io.on("connection", (socket) => {
      if (isGrouped) void socket.join(updates);
      if (socket.handshake.query.large === "1") void socket.join(large);
    });
    return {
      connections: () => io.of("/").sockets.size,
      update: (update) => void io.to(updates).emit("update", update),
      large: (payload) => void io.to(large).emit("large", payload),
      metrics(frame) {
        io.to(updates).emit("metricFrame", frame);
        return encoding === "json" ? Buffer.byteLength(JSON.stringify(frame)) : encode(frame).length;
      },
      appendNews: null,
    };
  };
}

export const createSocketIo = creatorOf("json");
export const createSocketIoMsgpack = creatorOf("msgpack");
