/** A raw WebSocket's world, and what its tests read out of what they were told. */
import type { Order } from "@/lib/contracts/orders";
import type { PresenceChange } from "@/lib/contracts/streams";
import { testDatabase } from "@/lib/db/testing";
import type { Cursor } from "@/lib/hub-protocol";
import { addUser } from "@/lib/services/identity/testing";
import { openWebSocket, type RawClient, type Told } from "./web-socket-client";
import { startWorld, type WorldOptions } from "./world";

export const subscribe = (since: Cursor | null = null) => ({ op: "subscribe", stream: "orders", since });
export const events = ({ told }: RawClient) => told.filter(({ op, stream }) => op === "event" && stream === "orders");
export const idsOf = (client: RawClient): string[] => events(client).map(({ data }) => (data as Order).id);
export const placeOf = (message: Told | undefined): Cursor => ({
  epoch: String(message?.epoch),
  offset: Number(message?.offset ?? message?.head),
});
export const namesIn = (change: unknown): string[] => (change as PresenceChange).joined.map(({ name }) => name);
export const errorOf = (reply: Told) => (reply.error as { code: string } | undefined)?.code;

/** With one user of that role, who opens connections. */
export async function world(options: WorldOptions = {}, role: "viewer" | "operator" | "admin" = "operator") {
  const database = await testDatabase();
  const started = await startWorld(database, options);
  const user = await addUser(started.services, { role, name: "Some One" });
  return {
    ...started,
    database,
    user,
    open: async (token?: string) => openWebSocket(started.url, { token: token ?? (await started.tokenOf(user)) }),
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
