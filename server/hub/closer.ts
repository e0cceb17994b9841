import type { CloseCode } from "@/lib/hub-protocol";
import { closeSocket } from "./closing";
import type { Connection, HubConnection } from "./connection";
import type { Principal } from "./principal";
import type { Registry } from "./registry";

/** Ends connections from this side, with a code. */
export function createCloser<P extends Principal>(registry: Registry<P>, graceMs: number) {
  function close(connection: HubConnection<P>, code: CloseCode): Promise<void> {
    if (connection.closed) return Promise.resolve();
    connection.closedWith = code;
    return closeSocket(connection.socket, code, graceMs);
  }

  async function closeAll(connections: readonly HubConnection<P>[], code: CloseCode): Promise<number> {
    await Promise.all(connections.map((connection) => close(connection, code)));
    return connections.length;
  }

  return {
    close,
    closeConnection: async (id: string, code: CloseCode): Promise<boolean> => {
      const connection = registry.get(id);
      if (connection === undefined) return false;
      await close(connection, code);
      return true;
    },
    closeUser: (userId: string, code: CloseCode) => closeAll([...registry.ofUser(userId)], code),
    closeWhere: (matches: (connection: Connection<P>) => boolean, code: CloseCode) =>
      closeAll([...registry.all()].filter(matches), code),
  };
}
