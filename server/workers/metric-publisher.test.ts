import { describe, expect, it } from "vitest";
import type { MetricFrame, MetricSeriesChange } from "@/lib/contracts/metrics";
import { MetricSet } from "@/lib/services/metrics/metric-set";
import { SeriesState } from "@/lib/services/metrics/series-state";
import { SourceState } from "@/lib/services/metrics/source-state";
import { createPublishing } from "./metric-publisher";

const startMs = Date.UTC(2026, 10, 21, 12);

function publishing() {
  const set = new MetricSet("overview", 24);
  const sent: (MetricFrame | MetricSeriesChange)[] = [];
  const watched = new Set<string>(["overview"]);
  let delivery = 0;
  const publish = createPublishing({
    store: {
      sets: () => ["overview", "nobody"],
      describeSet: () => set.describe(),
      takeFrame: (_, atMs) => set.takeFrame(atMs, delivery),
    },
    hasWatchers: (name) => watched.has(name),
    emitFrame: (name, frame) => void sent.push({ ...frame, set: name }),
    emitSeries: (name, change) => void sent.push({ ...change, set: name }),
  });
  const source = new SourceState("s", "web-1", "host", null, 0);
  const addSeries = (...ids: number[]) => {
    const series = ids.map((id) => new SeriesState(id, source, `m${id}`, "%", {}));
    set.assign(series);
    return series;
  };
  const tick = (seconds: number) => {
    publish(startMs + seconds * 1000);
    return sent
      .splice(0)
      .map((each) => ("values" in each ? `frame ${each.seq} ${each.values}` : `series ${each.revision}`));
  };
  const measure = (series: SeriesState | undefined, value: number, seconds: number) =>
    series?.add(value, startMs + seconds * 1000, ++delivery);
  return { addSeries, tick, measure, watched };
}

describe("metric publisher", () => {
  it("[frame] one a tick and watched set, only if there is something new", () => {
    const { addSeries, tick, measure } = publishing();
    const [a] = addSeries(1);
    measure(a, 5, 0);
    expect(tick(0)).toEqual(["series 2", "frame 1 5"]);
    expect(tick(1)).toEqual([]);
    measure(a, 6, 2);
    expect(tick(2)).toEqual(["frame 2 6"]);
  });

  it("[revision] the new list comes before the first frame that needs it", () => {
    const { addSeries, tick, measure } = publishing();
    addSeries(1);
    tick(0);
    const [, b] = addSeries(1, 2);
    measure(b, 7, 1);
    expect(tick(1)).toEqual(["series 3", "frame 1 ,7"]);
  });

  it("[nobody watches] nothing is sent, and who comes back is told the list", () => {
    const { addSeries, tick, measure, watched } = publishing();
    const [a] = addSeries(1);
    tick(0);
    watched.clear();
    measure(a, 5, 1);
    expect(tick(1)).toEqual([]);
    watched.add("overview");
    expect(tick(2)).toEqual(["series 2", "frame 1 5"]);
  });
});
