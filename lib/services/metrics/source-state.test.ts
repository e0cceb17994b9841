import { describe, expect, it } from "vitest";
import { SourceState } from "./source-state";

const startMs = Date.UTC(2026, 10, 21, 12);
const source = (intervalMs = 0) => new SourceState("id", "web-1", "external", null, intervalMs);

describe("SourceState", () => {
  it("[silent] a source that sends each second is silent after a minute", () => {
    const state = source();
    for (let i = 0; i < 20; i++) state.observe(startMs + i * 1000, i === 0 ? null : 1000);
    expect(state.intervalMs).toBe(1000);
    expect(state.isSilent(startMs + 19_000 + 60_000)).toBe(false);
    expect(state.isSilent(startMs + 19_000 + 60_001)).toBe(true);
  });

  it("[silent] a source that sends every 5 minutes is silent after ten of its intervals", () => {
    const state = source();
    for (let i = 0; i < 4; i++) state.observe(startMs + i * 300_000, i === 0 ? null : 300_000);
    const lastMs = startMs + 900_000;
    expect(state.isSilent(lastMs + 3_000_000)).toBe(false);
    expect(state.isSilent(lastMs + 3_000_001)).toBe(true);
  });

  it("[silent] one outage does not change what is usual, also after a restart", () => {
    const state = source(1000);
    state.observe(startMs, null);
    state.observe(startMs + 7_200_000, 7_200_000);
    expect(state.intervalMs).toBe(1000);
  });

  it("[silent] late samples do not make it younger", () => {
    const state = source();
    state.observe(startMs, null);
    state.observe(startMs - 600_000, null);
    expect(state.lastSampleMs).toBe(startMs);
  });

  it("[silent] a source without any sample is silent", () => {
    expect(source().describe(startMs)).toMatchObject({ health: "silent", lastSampleAt: null });
  });

  it("[silent] who was heard once has promised nothing and is not silent a day later", () => {
    const state = source();
    state.observe(startMs, null);
    expect(state.isSilent(startMs + 86_400_000)).toBe(false);
  });
});
