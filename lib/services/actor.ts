import type { Principal } from "./context";

/** Who did something, as a history tells it: a person by name, a program as "key: Webshop". */
export const actorOf = ({ kind, name }: Pick<Principal, "kind" | "name">): string =>
  kind === "key" ? `key: ${name}` : name;
