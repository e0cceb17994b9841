import type { Namespace } from "socket.io";
import type { AnyContract } from "@/lib/hub-protocol";
import type { SlowReaders } from "./slow-readers";

/** Where an event goes: to everybody, or to the union of rooms; without the connections in `except`. */
export interface Target {
  readonly rooms: readonly string[] | "all";
  readonly except: readonly string[];
}

/** Socket.IO puts every connection into a room of its id, which never has a colon: no group name can be mistaken for one. */
export const rooms = {
  connection: (id: string) => (id.includes(":") ? "nobody:" : id),
  user: (id: string) => `user:${id}`,
  group: (name: string) => `group:${name}`,
  audience: (stream: string, audience: string) => `stream:${stream}:${audience}`,
};

/** Sends one event of the contract to a target. Encoded once, however many receive it; nothing waits for a slow one. */
export type Deliver = (target: Target, event: string, payload: unknown) => void;

export function createDeliver(namespace: Namespace, contract: AnyContract, slowReaders: SlowReaders): Deliver {
  return (target, event, payload) => {
    if (target.rooms !== "all" && target.rooms.length === 0) return;
    const isLatest = contract.client[event]?.delivery === "latest";
    const held = isLatest && slowReaders.size > 0 ? slowReaders.hold(target, event, payload) : [];
    const everybody = target.rooms === "all" ? namespace.except([]) : namespace.to([...target.rooms]);
    everybody.except([...target.except, ...held]).emit(event, payload);
  };
}
