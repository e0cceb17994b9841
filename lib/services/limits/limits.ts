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
});

/** Whoever came without an address shares one. */
export const addressOf = (caller: Pick<Caller, "address"> | undefined): string => caller?.address ?? "unknown";
