import type { Namespace, Socket } from "socket.io";
import type { Admitted, Gate } from "./handshake";
import type { HubLog } from "./log";
import type { Principal } from "./principal";
import { RefusedHandshake, refusalBy } from "./refusal";

interface EntranceOptions<P extends Principal> {
  namespace: Namespace;
  gate: Gate<P>;
  log: HubLog;
  isDraining: () => boolean;
  begin: (socket: Socket, admitted: Admitted<P>) => void;
}

/** Leads whom the gate admits from Socket.IO's middleware to the beginning of their connection, and gives their places back if they do not get there. */
export function openEntrance<P extends Principal>({
  namespace,
  gate,
  log,
  isDraining,
  begin,
}: EntranceOptions<P>): void {
  /** On their way in. */
  const admitted = new Map<Socket, Admitted<P>>();

  function turnAway(socket: Socket): void {
    const admission = admitted.get(socket);
    if (admission !== undefined && admitted.delete(socket)) gate.leave(socket, admission);
  }

  namespace.use((socket, next) => {
    gate.admit(socket).then(
      (admission) => {
        admitted.set(socket, admission);
        next();
        // Socket.IO goes on in the next tick, unless the client is gone: then nobody else would give its places back.
        process.nextTick(() => turnAway(socket));
      },
      (error: unknown) => {
        if (!(error instanceof RefusedHandshake)) log.error({ err: error }, "hub handshake failed");
        next(error instanceof RefusedHandshake ? error : new RefusedHandshake(refusalBy("UNAVAILABLE")));
      },
    );
  });

  namespace.on("connection", (socket) => {
    const admission = admitted.get(socket);
    if (admission === undefined || isDraining()) {
      turnAway(socket);
      socket.disconnect(true);
    } else {
      admitted.delete(socket);
      begin(socket, admission);
    }
  });
}
