import { describe, expect, it } from "vitest";
import type { SourceKind } from "@/lib/services/metrics/catalogue";
import { SourceState } from "@/lib/services/metrics/source-state";
import { createSourceWatching } from "./source-watch";

const startMs = Date.UTC(2026, 10, 21, 12);
const second = 1000;

/** A world of sources, looked at every 5 s. */
function watching(sources: SourceState[]) {
  const told: string[] = [];
  const watch = createSourceWatching({
    store: { sources },
    openCondition: async ({ fingerprint, severity, title, body }) => {
      expect(severity).toBe("warning");
      told.push(`open ${fingerprint}: ${title}. ${body}`);
    },
    resolveCondition: async (fingerprint) => void told.push(`resolve ${fingerprint}`),
  });
  let nowMs = startMs;
  return async (forMs: number, sending: SourceState[] = []) => {
    for (const untilMs = nowMs + forMs; nowMs < untilMs; nowMs += 5 * second) {
      for (const source of sending) source.observe(nowMs, second);
      await watch(nowMs);
    }
    return told.splice(0);
  };
}

const source = (id: string, lastAgoMs: number | null, kind: SourceKind = "external", intervalMs = second) =>
  new SourceState(id, `name-${id}`, kind, lastAgoMs === null ? null : new Date(startMs - lastAgoMs), intervalMs);

describe("source watch", () => {
  it("[source.silent] is told once with its name and since when, and resolved when samples return", async () => {
    const web = source("a", 0);
    const pass = watching([web]);
    expect(await pass(60 * second, [web])).toEqual(["resolve source.silent:a"]);
    expect(await pass(60 * second)).toEqual([]);
    expect(await pass(600 * second)).toEqual([
      "open source.silent:a: name-a is silent. No sample has come from name-a since 2026-11-21 12:00 UTC.",
    ]);
    expect(await pass(5 * second, [web])).toEqual(["resolve source.silent:a"]);
    expect(await pass(600 * second)).toHaveLength(1);
  });

  it("[source.silent] a slow source has ten of its own intervals", async () => {
    const slow = source("a", 0, "external", 60 * second);
    const pass = watching([slow]);
    await pass(5 * second, [slow]);
    expect(await pass(590 * second)).toEqual([]);
    expect(await pass(30 * second)).toHaveLength(1);
  });

  it("[start] who was silent before is heard for a while first; who was for more than 24 h is not told again", async () => {
    const pass = watching([source("hour", 3_600_000), source("days", 90_000_000), source("never", null)]);
    expect(await pass(60 * second)).toEqual([]);
    expect((await pass(600 * second)).map((each) => each.slice(0, 23))).toEqual(["open source.silent:hour"]);
  });

  it("[start] who was forgotten and came back is told again", async () => {
    const old = source("a", 90_000_000);
    const pass = watching([old]);
    await pass(120 * second);
    expect(await pass(10 * second, [old])).toEqual(["resolve source.silent:a"]);
    expect(await pass(120 * second)).toHaveLength(1);
  });

  it("[sleep] a machine that slept hears first who is there", async () => {
    const web = source("a", 0);
    const told: string[] = [];
    const watch = createSourceWatching({
      store: { sources: [web] },
      openCondition: async ({ fingerprint }) => void told.push(fingerprint),
      resolveCondition: async () => undefined,
    });
    await watch(startMs);
    await watch(startMs + 3_600_000);
    expect(told).toEqual([]);
    for (let i = 1; i <= 13; i++) await watch(startMs + 3_600_000 + i * 5 * second);
    expect(told).toEqual(["source.silent:a"]);
  });

  it("[own sources] this process and the shop are not watched", async () => {
    const pass = watching([
      source("p", 3_600_000, "process"),
      source("b", 3_600_000, "business"),
      source("h", 3_600_000, "host"),
    ]);
    expect((await pass(300 * second)).map((each) => each.slice(0, 20))).toEqual(["open source.silent:h"]);
  });
});
