import { isIPv6 } from "node:net";
import type { Caller } from "../context";
import { createMemoryLimiter, type Limiter, type LimiterOptions } from "./limiter";

/** What the API bounds beside sizes. The hub bounds its calls and connections itself. */
export interface Limits {
  /** Requests of one user, key or, before anybody is known, address. */
  requests: Limiter;
  /** Failed sign-ins from one address, whatever the account: no lock, a pause. */
  failedSignIns: Limiter;
  /** Tokens, keys and secrets that were wrong, from one address. */
  badCredentials: Limiter;
  /** Steps of single sign-on from one address: each asks the provider. */
  singleSignOn: Limiter;
  /** Changes of one's own name, by user: each is told to others and kept in the audit. */
  ownChanges: Limiter;
}

export interface LimitSettings {
  /** Of one user or key, on average over ten seconds. */
  requestsPerSecond: number;
}

const requestWindowSeconds = 10;

/** `create` makes each limiter: in memory, or in what several processes share. */
export const createLimits = (
  { requestsPerSecond }: LimitSettings,
  create: (options: LimiterOptions) => Limiter = createMemoryLimiter,
): Limits => ({
  requests: create({
    name: "requests",
    points: requestsPerSecond * requestWindowSeconds,
    windowSeconds: requestWindowSeconds,
    message: "Too many requests.",
  }),
  failedSignIns: create({
    name: "failed-sign-ins",
    points: 30,
    windowSeconds: 300,
    message: "Too many failed sign-ins from your address. Try again in a few minutes.",
  }),
  badCredentials: create({
    name: "bad-credentials",
    points: 60,
    windowSeconds: 60,
    message: "Too many wrong credentials from your address. Try again in a minute.",
  }),
  singleSignOn: create({
    name: "single-sign-on",
    points: 120,
    windowSeconds: 60,
    message: "Too many sign-ins from your address. Try again in a minute.",
  }),
  ownChanges: create({
    name: "own-changes",
    points: 20,
    windowSeconds: 60,
    message: "You changed this often just now. Try again in a minute.",
  }),
});

/**
 * What limits count an address by. Of IPv6 its network: whoever has one address there has 2^64. Whoever came without an address shares one.
 */
export function addressOf(caller: Pick<Caller, "address"> | undefined): string {
  const address = caller?.address?.replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/i, "") ?? "unknown";
  return isIPv6(address) ? `${network64(address)}::/64` : address;
}

function network64(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = head.split(":").filter(Boolean);
  const after = tail?.split(":").filter(Boolean) ?? [];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
