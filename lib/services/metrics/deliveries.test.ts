import { describe, expect, it } from "vitest";
import { describeDeliveries } from "./deliveries";
import { SeriesState } from "./series-state";
import { SourceState } from "./source-state";

const source = (name: string) => new SourceState(name, name, "external", null, 0);
const series = (of: SourceState, latestMs: number) => {
  const state = new SeriesState(latestMs, of, "m", "", {});
  state.add(1, latestMs, 1);
  return state;
};

describe("describeDeliveries", () => {
  it("[source] has the newest sample and the gap of its fastest series; new series and late samples have none", () => {
    const [web, shop] = [source("web-1"), source("shop")];
    const deliveries = describeDeliveries(
      new Map([
        [series(web, 70_000), 10_000],
        [series(web, 65_000), 60_000],
        [series(web, 66_000), Number.NEGATIVE_INFINITY],
        [series(shop, 90_000), 90_000],
      ]),
    );
    expect([...deliveries]).toEqual([
      [web, { newestMs: 70_000, gapMs: 5_000 }],
      [shop, { newestMs: 90_000, gapMs: null }],
    ]);
  });
});
