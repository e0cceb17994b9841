import { expect, it } from "vitest";
import { createSignInThrottle, failureDelayMs } from "./sign-in-throttle";

it("[login] failures in a row cost more and more, up to a limit: a delay, never a lock", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1000].map(failureDelayMs)).toEqual([0, 0, 0, 500, 1000, 2000, 2000, 2000]);
});

it("[login] attempts for one account run one after the other, those for others beside it", async () => {
  const throttle = createSignInThrottle({ delayMs: () => 0 });
  const order: string[] = [];
  const attempt = (name: string) => async () => {
    order.push(`${name} starts`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
    return null;
  };
  await Promise.all([throttle("a", attempt("a1")), throttle("a", attempt("a2")), throttle("b", attempt("b1"))]);
  expect(order.indexOf("a2 starts")).toBeGreaterThan(order.indexOf("a1 ends"));
  expect(order.indexOf("b1 starts")).toBeLessThan(order.indexOf("a1 ends"));
});

it("[login] guessing in parallel is refused with RATE_LIMITED, and the account opens again afterwards", async () => {
  const throttle = createSignInThrottle({ delayMs: () => 0 });
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => throttle("a", async () => null)));
  expect(tries.filter((each) => each.status === "rejected").map((each) => each.reason.code)).toEqual(
    Array(3).fill("RATE_LIMITED"),
  );
  expect(await throttle("a", async () => "in")).toBe("in");
});

it("[login] success forgets the failures", async () => {
  const seen: number[] = [];
  const throttle = createSignInThrottle({
    delayMs: (failures) => {
      seen.push(failures);
      return 0;
    },
  });
  for (const result of [null, null, "in", null]) await throttle("a", async () => result);
  expect(seen).toEqual([1, 2, 1]);
});

it("[login] an attempt that throws holds nobody up", async () => {
  // Whoever is held up by it waits longer than a test may take.
  const throttle = createSignInThrottle({ delayMs: () => 3_600_000 });
  const failing = throttle("a", async () => {
    throw new Error("database gone");
  });
  await expect(failing).rejects.toThrow("database gone");
  expect(await throttle("a", async () => "in")).toBe("in");
});

it("[LOGIN-STRANGER] a full queue from one network holds up nobody who comes from another, and its failures cost them nothing", async () => {
  const throttle = createSignInThrottle({ delayMs: () => 0 });
  const gate: { open: () => void } = { open: () => undefined };
  const held = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  const stranger = () => throttle("a", () => held.then(() => null), "203.0.113.9");
  const strangers = Promise.allSettled(Array.from({ length: 8 }, stranger));
  expect(await throttle("a", async () => "in", "198.51.100.7")).toBe("in");
  gate.open();
  const codes = (await strangers).flatMap((each) => (each.status === "rejected" ? [each.reason.code] : []));
  expect(codes).toEqual(Array(3).fill("RATE_LIMITED"));
});

it("[LOGIN-STRANGER] guessing from many networks pays the pause of the account, not one for each network", async () => {
  const seen: number[] = [];
  const throttle = createSignInThrottle({
    delayMs: (failures) => {
      seen.push(failures);
      return 0;
    },
  });
  for (const network of ["one", "two", "three", "four"]) await throttle("a", async () => null, network);
  expect(seen).toEqual([1, 2, 3, 4]);
});
