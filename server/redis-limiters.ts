import { RateLimiterRedis, RLWrapperTimeouts } from "rate-limiter-flexible";
import { type Limiter, type LimiterOptions, limiterOver, memoryCounts } from "@/lib/services/limits/limiter";
import type { openRedisClient } from "./hub";

/** No request waits longer for a Redis that hangs. */
const answerWithinMs = 250;

/** Makes limiters that all processes share. While Redis is away each process counts for itself. */
export const redisLimiters =
  (client: Awaited<ReturnType<typeof openRedisClient>>, prefix: string) =>
  (options: LimiterOptions): Limiter => {
    const { name, points, windowSeconds } = options;
    // Of the outermost alone: both would count the same request.
    const insuranceLimiter = memoryCounts(options);
    const limiter = new RateLimiterRedis({
      storeClient: client,
      useRedisPackage: true,
      keyPrefix: `${prefix}:${name}`,
      points,
      duration: windowSeconds,
      rejectIfRedisNotReady: true,
    });
    return limiterOver(new RLWrapperTimeouts({ limiter, insuranceLimiter, timeoutMs: answerWithinMs }), options);
  };
