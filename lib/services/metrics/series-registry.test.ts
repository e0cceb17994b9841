import { describe, expect, it } from "vitest";
import { isHubError } from "@/lib/hub-protocol";
import { mostSeries, SeriesRegistry } from "./series-registry";
import { sample } from "./testing";

const at = new Date(Date.UTC(2026, 10, 21, 12));
const sourceRow = (name: string, kind: "host" | "external" = "external") => ({
  id: `id-${name}`,
  name,
  kind,
  createdAt: at,
  lastSampleAt: null,
  intervalMs: 0,
});
const seriesRow = (id: number, name: string, unit = "ms", source = "web-1") => ({
  id,
  sourceId: `id-${source}`,
  name,
  unit,
  labels: {},
  labelsKey: "",
  createdAt: at,
});

const refusal = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (isHubError(error)) return { code: error.code, fields: error.fields };
    throw error;
  }
  return null;
};

describe("SeriesRegistry", () => {
  it("[series identity] the same labels in another order are the same series", () => {
    const registry = new SeriesRegistry();
    const resolution = registry.resolve([
      sample("m", 1, 0, { labels: { a: "1", b: "2" } }),
      sample("m", 2, 0, { labels: { b: "2", a: "1" } }),
      sample("m", 3, 0, { labels: { a: "1" } }),
    ]);
    expect(resolution.kind === "missing" && resolution.wanted).toHaveLength(2);
  });

  it("[series identity] labels too long for an index are known by their hash", () => {
    const labels = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`label_${i}`, "ü".repeat(120)]));
    const resolution = new SeriesRegistry().resolve([sample("m", 1, 0, { labels })]);
    expect(resolution.kind === "missing" && resolution.wanted[0]?.labelsKey).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it("[unit] the first unit stays; another one is refused by its path", () => {
    const registry = new SeriesRegistry();
    registry.add([sourceRow("web-1")], [seriesRow(1, "m", "ms")]);
    const samples = [sample("m", 1, 0, { unit: "ms" }), sample("m", 1, 0), sample("m", 1, 0, { unit: "s" })];
    expect(refusal(() => registry.resolve(samples))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: [{ path: "samples.2.unit", message: "m of web-1 is measured in ms, not s." }],
    });
    expect(registry.resolve(samples.slice(0, 2)).kind).toBe("known");
  });

  it("[unit] two units for one new series in one request are refused as well", () => {
    const samples = [sample("m", 1, 0), sample("m", 1, 0, { unit: "ms" }), sample("m", 1, 0, { unit: "s" })];
    expect(refusal(() => new SeriesRegistry().resolve(samples))?.fields?.[0]?.path).toBe("samples.2.unit");
  });

  it("[unit] a series without a unit learns it", () => {
    const registry = new SeriesRegistry();
    registry.add([sourceRow("web-1")], [seriesRow(1, "m", "")]);
    const resolution = registry.resolve([sample("m", 1, 0, { unit: "ms" })]);
    expect(resolution).toMatchObject({ kind: "missing", wanted: [{ name: "m", unit: "ms" }] });
    expect(registry.add([sourceRow("web-1")], [seriesRow(1, "m", "ms")]).size).toBe(1);
    expect(registry.resolve([sample("m", 1, 0, { unit: "ms" })]).kind).toBe("known");
  });

  it("[own series] what Pulseboard measures cannot be sent, but the same source may have other series", () => {
    const registry = new SeriesRegistry();
    registry.add([sourceRow("web-1", "host")], []);
    expect(refusal(() => registry.resolve([sample("host.cpu.busy", 1, 0)]))?.fields?.[0]?.path).toBe("samples.0.name");
    expect(registry.resolve([sample("nginx.requests", 1, 0)]).kind).toBe("missing");
    expect(registry.resolve([sample("host.cpu.busy", 1, 0, { source: "web-2" })]).kind).toBe("missing");
  });

  it("[at most 2,000 series] the first sample too many is named", () => {
    const registry = new SeriesRegistry();
    const rows = Array.from({ length: mostSeries - 1 }, (_, i) => seriesRow(i + 1, `m${i}`));
    registry.add([sourceRow("web-1")], rows);
    const samples = [sample("m0", 1, 0), sample("new1", 1, 0), sample("new1", 1, 0), sample("new2", 1, 0)];
    expect(registry.resolve(samples.slice(0, 3)).kind).toBe("missing");
    expect(refusal(() => registry.resolve(samples))).toMatchObject({
      code: "CONFLICT",
      fields: [{ path: "samples.3.name" }],
    });
  });
});
