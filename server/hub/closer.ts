import type { CloseCode, Notice } from "@/lib/hub-protocol";
import type { Backplane } from "./backplane/backplane";
import { closeNotice, closeSocket } from "./closing";
import type { Connection, HubConnection } from "./connection";
import type { Principal } from "./principal";
import type { Registry } from "./registry";

/** Closes connections of every node: those here, and the same asked of the others. */
export function createCloserEverywhere<P extends Principal>(
  here: ReturnType<typeof createCloser<P>>,
  backplane: Backplane,
  hub: string,
  graceMs: number,
) {
  const [connectionKind, userKind] = [`close ${hub}`, `close user ${hub}`];
  // An answer comes when the transport is gone.
  const timeoutMs = graceMs + 1_000;
  backplane.onAsked(connectionKind, (question) => {
    const { id, code } = question as { id: string; code: CloseCode };
    return here.closeConnection(id, code);
  });
  backplane.onAsked(userKind, (question) => {
    const { id, code } = question as { id: string; code: CloseCode };
    return here.closeUser(id, code);
  });
  return {
    async closeConnection(id: string, code: CloseCode): Promise<boolean> {
      if (await here.closeConnection(id, code)) return true;
      return (await backplane.ask(connectionKind, { id, code }, { timeoutMs })).given.includes(true);
    },
    async closeUser(id: string, code: CloseCode): Promise<number> {
      const elsewhere = backplane.ask(userKind, { id, code }, { timeoutMs });
      const [own, { given }] = await Promise.all([here.closeUser(id, code), elsewhere]);
      return (given as number[]).reduce((sum, count) => sum + count, own);
    },
  };
}

/** Ends connections of this node from this side, with a code. */
export function createCloser<P extends Principal>(registry: Registry<P>, graceMs: number) {
  function close(connection: HubConnection<P>, code: CloseCode, notice = closeNotice(code)): Promise<void> {
    if (connection.closed) return Promise.resolve();
    connection.closedWith = code;
    return closeSocket(connection.socket, notice, graceMs);
  }

  async function closeAll(connections: readonly HubConnection<P>[], code: CloseCode, notice?: Notice): Promise<number> {
    await Promise.all(connections.map((connection) => close(connection, code, notice)));
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
    closeWhere: (matches: (connection: Connection<P>) => boolean, code: CloseCode, notice?: Notice) =>
      closeAll([...registry.all()].filter(matches), code, notice),
  };
}
