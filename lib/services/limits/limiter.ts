import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { HubError } from "@/lib/hub-protocol";

/** So many points per window, counted for each key by itself. */
export interface LimiterOptions {
  name: string;
  points: number;
  windowSeconds: number;
  /** What somebody reads who is over it. */
  message: string;
}

/** Throws RATE_LIMITED with `data.retryAfterSeconds` for a key that is over its limit. */
export interface Limiter {
  /** Counts one; throws when that was one too many. */
  consume(key: string): Promise<void>;
  /** Throws when the next one would be one too many; counts nothing. */
  check(key: string): Promise<void>;
}

/** In the memory of this process. A key is forgotten at the end of its window, so that many keys cost memory for that long only. */
export const createMemoryLimiter = (options: LimiterOptions): Limiter => limiterOver(memoryCounts(options), options);

export const memoryCounts = ({ name, points, windowSeconds }: LimiterOptions): RateLimiterMemory =>
  new RateLimiterMemory({ keyPrefix: name, points, duration: windowSeconds });

/** The library's counter with our error. */
export function limiterOver(
  counts: Pick<RateLimiterAbstract, "consume" | "get">,
  { points, message }: LimiterOptions,
): Limiter {
  const tooMany = (msBeforeNext: number): HubError =>
    new HubError("RATE_LIMITED", message, { data: { retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) } });
  return {
    async consume(key) {
      try {
        await counts.consume(key);
      } catch (rejection) {
        throw rejection instanceof RateLimiterRes ? tooMany(rejection.msBeforeNext) : rejection;
      }
    },
    async check(key) {
      const now = await counts.get(key);
      if (now !== null && now.consumedPoints >= points) throw tooMany(now.msBeforeNext);
    },
  };
}
