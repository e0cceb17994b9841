import type { Namespace } from "socket.io";
import type { AnyContract } from "@/lib/hub-protocol";
import type { Target } from "./message";
import { Latest } from "./message";

export type { Target } from "./message";

/** Socket.IO puts every connection into a room of its id, which never has a colon: no group name can be mistaken for one. */
export const rooms = {
  connection: (id: string) => (id.includes(":") ? "nobody:" : id),
  user: (id: string) => `user:${id}`,
  group: (name: string) => `group:${name}`,
  audience: (stream: string, audience: string) => `stream:${stream}:${audience}`,
};

const groupPrefix = rooms.group("");

/** The groups among the rooms of a connection. */
export const groupsIn = (joined: ReadonlySet<string>): Set<string> =>
  new Set([...joined].filter((room) => room.startsWith(groupPrefix)).map((room) => room.slice(groupPrefix.length)));

/** Sends one event of the contract to a target. Encoded once, however many receive it; nothing waits for a slow one. */
export type Deliver = (target: Target, event: string, payload: unknown) => void;

/** `here`: to connections of this node alone, for what each node tells its own. */
export function createDeliver(namespace: Namespace, contract: AnyContract, reach: "here" | "everywhere"): Deliver {
  const latest = new Set<string>();
  for (const [name, told] of Object.entries(contract.client)) {
    if ("delivery" in told && told.delivery === "latest") latest.add(name);
  }
  return (target, event, payload) => {
    if (target.rooms !== "all" && target.rooms.length === 0) return;
    const isLatest = latest.has(event);
    const nodes = reach === "here" ? namespace.local : namespace;
    const everybody = target.rooms === "all" ? nodes.except([]) : nodes.to([...target.rooms]);
    everybody.except([...target.except]).emit(event, isLatest ? new Latest(payload, target) : payload);
  };
}
