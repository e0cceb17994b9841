import { expect, it } from "vitest";
import { createMemoryLimiter } from "./limiter";
import { addressOf } from "./limits";

const options = { name: "test", points: 3, windowSeconds: 60, message: "Too many." };
const refused = { code: "RATE_LIMITED", message: "Too many.", data: { retryAfterSeconds: expect.any(Number) } };

it("[LIMIT-WINDOW] lets so many through and refuses the next with how long to wait; another key is not touched", async () => {
  const limiter = createMemoryLimiter(options);
  for (let n = 0; n < 3; n++) await limiter.consume("one");
  const error = await limiter.consume("one").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject(refused);
  const { retryAfterSeconds } = (error as { data: { retryAfterSeconds: number } }).data;
  expect(retryAfterSeconds).toBeGreaterThan(0);
  expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  await limiter.consume("other");
});

it("[LIMIT-CHECK] asking counts nothing, and refuses exactly when the next one would be refused", async () => {
  const limiter = createMemoryLimiter(options);
  for (let n = 0; n < 20; n++) await limiter.check("one");
  for (let n = 0; n < 2; n++) await limiter.consume("one");
  await limiter.check("one");
  await limiter.consume("one");
  await expect(limiter.check("one")).rejects.toMatchObject(refused);
  await expect(limiter.consume("one")).rejects.toMatchObject(refused);
});

it("[LIMIT-WINDOW] a window that has ended is forgotten", async () => {
  const limiter = createMemoryLimiter({ ...options, points: 1, windowSeconds: 1 });
  await limiter.consume("one");
  await expect(limiter.consume("one")).rejects.toMatchObject(refused);
  await expect.poll(() => limiter.check("one").then(() => "free"), { timeout: 5_000 }).toBe("free");
});

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  [null, "unknown"],
])("[LIMIT-ADDRESS] %s counts as %s", (address, counted) => {
  expect(addressOf({ address })).toBe(counted);
});
