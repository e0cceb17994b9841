import type { LiveConnection } from "@/lib/contracts/connections";
import { HubError } from "@/lib/hub-protocol";
import type { Services } from "../context";

export const connectionEnded = (cause?: unknown): HubError =>
  new HubError("NOT_FOUND", "This connection has ended in the meantime.", { cause });

/** The connection, or NOT_FOUND. */
export async function requireConnection({ hub }: Services, connectionId: string): Promise<LiveConnection> {
  const connection = await hub.findConnection(connectionId);
  if (!connection) throw connectionEnded();
  return connection;
}
