import { Encoder } from "@msgpack/msgpack";
import type { EncodingName } from "./packet";

type Chance = () => number;

const encoder = new Encoder({ maxDepth: 3_000 });
const pick = <T>(random: Chance, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const upTo = (random: Chance, bound: number): number => Math.floor(random() * bound);

const names: readonly unknown[] = [
  "echo",
  "echo",
  "echo",
  "sum",
  "speakIn",
  "failWith",
  "join",
  "leave",
  "subscribe",
  "unsubscribe",
  "tally",
  "joinGroup",
  "$item",
  "$end",
  "$pull",
  "$cancel",
  "$welcome",
  "error",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  "😀",
  7,
];
/** These end the connection. */
const forbiddenNames: readonly unknown[] = ["disconnect", "newListener", null, { name: "echo" }, true, undefined];

/** What ends a connection must not be in every tenth frame, or few would be read. */
const rarely = (random: Chance): boolean => random() < 0.001;

/** JSON texts, because objects cannot be written down that have such keys of their own. */
const harmless = '{"toString":1,"valueOf":2,"then":3,"length":-1}';
const hostile = [
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"text":"x","__proto__":{"text":1}}',
  harmless,
  '{"id":1e999}',
];

function value(random: Chance, depth = 0): unknown {
  const kind = upTo(random, depth > 3 ? 9 : 14);
  if (kind < 3) return { text: "x".repeat(upTo(random, 30)) };
  if (kind === 3) return { id: upTo(random, 5), item: upTo(random, 9), count: random() < 0.5 ? -1 : 1e9 };
  if (kind === 4) return pick(random, [null, true, false, "", "null", "\u0000", "😀", -0, 1e308, 2 ** 53, 0.1]);
  if (kind === 5) return JSON.parse(random() < 0.03 ? pick(random, hostile) : harmless);
  if (kind === 6)
    return { group: "g", room: "r", code: "none", stream: "news", offset: upTo(random, 9) - 3, epoch: "e" };
  if (kind === 7) return { items: [{ n: 1 }, { n: "2" }] };
  if (kind === 8) return upTo(random, 1_000);
  if (kind === 9) return Array.from({ length: upTo(random, 4) }, () => value(random, depth + 1));
  if (kind === 10) return { [pick(random, ["a", "text", "items", "id"])]: value(random, depth + 1) };
  if (kind === 11 && random() < 0.02) return nested(random);
  if (kind === 12 && random() < 0.02) return Array.from({ length: 5_000 }, (_, index) => index);
  return undefined;
}

/** Deeper than a recursive reader of a small stack could follow. */
function nested(random: Chance): unknown {
  const isArray = random() < 0.5;
  let inner: unknown = 1;
  for (let depth = upTo(random, 2_000); depth > 0; depth -= 1) inner = isArray ? [inner] : { a: inner };
  return inner;
}

function packet(random: Chance, hub: string): { type: unknown; nsp: unknown; id?: unknown; data?: unknown } {
  const badTypes = [0, 1, 4, 5, 6, 9, -1, 2.5, "2", null];
  const type = rarely(random) ? pick<unknown>(random, badTypes) : random() < 0.9 ? 2 : 3;
  const nsp = rarely(random) ? pick<unknown>(random, ["/", "", "/other", "hubs", 7, null, "/a,b"]) : hub;
  const badIds = [999_999_999_999_999, 1e15, -1, 0.5, "1", null];
  const id = rarely(random) ? pick<unknown>(random, badIds) : random() < 0.2 ? undefined : upTo(random, 1e6);
  if (rarely(random)) return { type, nsp, id, data: value(random) };
  const name = rarely(random) ? pick(random, forbiddenNames) : pick(random, names);
  const meta = random() < 0.3 ? [{ id: upTo(random, 5), trace: value(random) }] : [];
  return { type, nsp, id, data: [name, value(random), ...meta] };
}

const jsonFragments = [
  "2",
  "3",
  "51-",
  "/hubs/chat,",
  ",",
  "999999999999999999",
  "[]",
  "{}",
  "[",
  '["echo"',
  "null",
  "\u0000",
  "😀",
];

function jsonFrame(random: Chance, hub: string): string {
  if (rarely(random)) return Array.from({ length: 1 + upTo(random, 4) }, () => pick(random, jsonFragments)).join("");
  const { type, nsp, id, data } = packet(random, hub);
  const text = `${type}${nsp === "/" ? "" : `${nsp},`}${id ?? ""}${JSON.stringify(data) ?? ""}`;
  return rarely(random) ? text.slice(0, upTo(random, text.length)) : text;
}

function messagePackFrame(random: Chance, hub: string): Uint8Array {
  const bytes = encoder.encode(packet(random, hub));
  if (rarely(random)) return bytes.subarray(0, upTo(random, bytes.length));
  // An array that claims 4 billion values, in the place of whatever stood there.
  if (rarely(random)) bytes.set([0xdd, 0xff, 0xff, 0xff, 0xff].slice(0, bytes.length), upTo(random, bytes.length - 5));
  if (rarely(random)) bytes[upTo(random, bytes.length)] = upTo(random, 256);
  return bytes;
}

/**
 * One WebSocket message to a hub as no client of ours would send it; most are packets that are wrong in one place, so that a connection
 * lives for many.
 */
export function fuzzFrame(random: Chance, encoding: EncodingName, hub = "/hubs/chat"): string | Uint8Array {
  if (rarely(random)) return encoding === "json" ? messagePackFrame(random, hub) : `4${jsonFrame(random, hub)}`;
  // Engine.IO's own packets.
  if (rarely(random)) return pick(random, ["", "2", "2probe", "3", "5", "6", "9", "b", "bAAAA", "4", "0{}"]);
  return encoding === "json" ? `4${jsonFrame(random, hub)}` : messagePackFrame(random, hub);
}
