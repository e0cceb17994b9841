import { describe, expect, it } from "vitest";
import { zoomedIn, zoomedOut } from "./zoom";

const nowMs = 100_000_000;

describe("zoom", () => {
  it("dragging gives a span that stands still and remembers the range it came from", () => {
    expect(zoomedIn({ kind: "live", range: "1h" }, 10_000, 70_000)).toEqual({
      kind: "fixed",
      fromMs: 10_000,
      toMs: 70_000,
      range: "1h",
    });
  });

  it("a drag over less than ten seconds shows ten seconds", () => {
    expect(zoomedIn({ kind: "live", range: "1h" }, 50_000, 52_000)).toMatchObject({ fromMs: 46_000, toMs: 56_000 });
  });

  it("zooming out keeps the middle, never shows the future, and ends live", () => {
    const zoomed = { kind: "fixed", fromMs: nowMs - 600_000, toMs: nowMs - 480_000, range: "15m" } as const;
    const once = zoomedOut(zoomed, nowMs);
    expect(once).toEqual({ ...zoomed, fromMs: nowMs - 720_000, toMs: nowMs - 360_000 });
    const twice = once && zoomedOut(once, nowMs);
    expect(twice).toEqual({ kind: "live", range: "15m" });
  });

  it("at the edge of now the span slides back instead of being cut", () => {
    const zoomed = { kind: "fixed", fromMs: nowMs - 60_000, toMs: nowMs, range: "1h" } as const;
    expect(zoomedOut(zoomed, nowMs)).toMatchObject({ fromMs: nowMs - 180_000, toMs: nowMs });
  });

  it("a live window gets the next longer range, and the longest stays", () => {
    expect(zoomedOut({ kind: "live", range: "6h" }, nowMs)).toEqual({ kind: "live", range: "24h" });
    expect(zoomedOut({ kind: "live", range: "30d" }, nowMs)).toBeNull();
  });
});
