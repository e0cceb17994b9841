import { expect, it } from "vitest";
import { watchAnswers } from "./answer-watch";

const times = { pingIntervalMs: 10, timeoutMs: 30 };

it("[WATCH1] reports a ping that is never answered, once", async () => {
  let reports = 0;
  let pings = 0;
  await new Promise<void>((resolve) => {
    watchAnswers({
      ...times,
      ping: () => {
        pings += 1;
        return new Promise(() => undefined);
      },
      isSuspended: () => false,
      onSilent: (silentMs) => {
        reports += 1;
        expect(silentMs).toBeGreaterThanOrEqual(40);
        resolve();
      },
    });
  });
  expect({ reports, pings }).toEqual({ reports: 1, pings: 1 });
});

it("[WATCH2] reports two failed pings in a row, and forgives one", async () => {
  // Afterwards it fails for good: a busy machine may stand still between two failures, which rightly starts the count anew.
  const results = ["fails", "answers", "fails", "answers"];
  await new Promise<void>((resolve) => {
    watchAnswers({
      ...times,
      ping: async () => {
        if ((results.shift() ?? "fails") === "fails") throw new Error("no answer");
      },
      isSuspended: () => false,
      onSilent: () => resolve(),
    });
  });
  expect(results).toEqual([]);
});

it("[WATCH3] leaves silence alone while suspended, and counts from the end of the suspension", async () => {
  let checks = 0;
  let suspendedAtMs = 0;
  const silentMs = await new Promise<number>((resolve) => {
    watchAnswers({
      ...times,
      ping: () => new Promise(() => undefined),
      isSuspended: () => {
        checks += 1;
        if (checks > 20) return false;
        suspendedAtMs = performance.now();
        return true;
      },
      onSilent: resolve,
    });
  });
  expect(checks).toBeGreaterThan(20);
  expect(silentMs).toBeLessThanOrEqual(Math.ceil(performance.now() - suspendedAtMs) + 1);
});

it("[WATCH5] on a machine so busy that its own ticks come late, an answer may take longer", async () => {
  const busy = setInterval(() => {
    const untilMs = performance.now() + 15;
    // What another thread would have done meanwhile it could not do either.
    while (performance.now() < untilMs);
  }, 1);
  let askedAtMs = 0;
  await new Promise<void>((resolve) => {
    watchAnswers({
      ...times,
      ping: () => {
        askedAtMs = performance.now();
        return new Promise(() => undefined);
      },
      isSuspended: () => false,
      onSilent: () => resolve(),
    });
  });
  clearInterval(busy);
  expect(performance.now() - askedAtMs).toBeGreaterThan(2 * (times.pingIntervalMs + times.timeoutMs));
});

it("[WATCH4] asks no more after it is disposed", async () => {
  const disposed = countPings();
  await disposed.reaches(3);
  disposed.watch[Symbol.dispose]();
  // As long as another watch takes for five pings.
  const other = countPings();
  await other.reaches(5);
  other.watch[Symbol.dispose]();
  expect(disposed.count()).toBe(3);
});

function countPings() {
  let pings = 0;
  let notify = (): void => undefined;
  const watch = watchAnswers({
    ...times,
    ping: async () => {
      pings += 1;
      notify();
    },
    isSuspended: () => false,
    onSilent: () => expect.unreachable(),
  });
  return {
    watch,
    count: () => pings,
    reaches: (wanted: number) =>
      new Promise<void>((resolve) => {
        notify = () => {
          if (pings === wanted) resolve();
        };
      }),
  };
}
