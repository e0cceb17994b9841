import { expect, it } from "vitest";
import type { Expiring } from "./expiry";
import { ExpiryWatch } from "./expiry";

interface Named extends Expiring {
  readonly name: string;
}

it("[H-EXPIRY-EACH] many share one timer: each is warned once, and ended at its own end", async () => {
  const startedAt = Date.now();
  const named = (name: string, expiresAt: number | null): Named => ({ name, expiresAt, isWarned: false });
  const all = new Set([named("late", startedAt + 450), named("early", startedAt + 200), named("never", null)]);
  const told: string[] = [];
  const watch = new ExpiryWatch<Named>({
    all: () => all,
    warningMs: 100,
    now: Date.now,
    warn: ({ name }) => told.push(`warn ${name}`),
    expire: (ended) => {
      all.delete(ended);
      told.push(`expire ${ended.name} ${Date.now() >= (ended.expiresAt ?? Number.POSITIVE_INFINITY)}`);
    },
  });
  for (const one of all) watch.watch(one);
  await expect
    .poll(() => told, { timeout: 3_000 })
    .toEqual(["warn early", "expire early true", "warn late", "expire late true"]);
  expect([...all].map(({ name }) => name)).toEqual(["never"]);
  watch.close();
});
