import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import type { MetricChunk } from "@/lib/contracts/metrics";
import { type HistoryWindow, wholeChunk, withChunk } from "./history-window";
import { readIntoCache } from "./read-history";

const whole = { from: 0, to: 6_000 };
const columnsOf = (values: (number | null)[]) => ({
  avg: values,
  min: values.map((v) => v && v - 1),
  max: values.map((v) => v && v + 1),
});
const chunk = (from: number, to: number, values: (number | null)[] | null): MetricChunk => ({
  whole,
  from,
  to,
  stepMs: 1_000,
  series: [{ id: 7, columns: values && columnsOf(values) }],
});
const [newest, middle, oldest] = [
  chunk(4_000, 6_000, [50, null]),
  chunk(2_000, 4_000, [null, 40]),
  chunk(0, 2_000, [10, 20]),
];

it("[OPS-HISTORY-JOIN] chunks that come newest first give the window that one reading gives", () => {
  const joined = [newest, middle, oldest].reduce<HistoryWindow | null>(withChunk, null);
  const columns = wholeChunk({
    ...whole,
    stepMs: 1_000,
    times: [0, 1_000, 2_000, 3_000, 4_000, 5_000],
    series: [
      {
        id: 7,
        name: "a",
        unit: "",
        labels: {},
        source: "s",
        sourceId: "s",
        avg: [10, 20, null, 40, 50, null],
        min: [9, 19, null, 39, 49, null],
        max: [11, 21, null, 41, 51, null],
      },
    ],
  });
  expect(joined).toEqual(withChunk(null, columns));
  expect(joined).toMatchObject({ times: [0, 1_000, 2_000, 3_000, 4_000, 5_000], newestAt: 4_000, missingMs: 0 });
});

it("[OPS-HISTORY-EMPTY] a chunk without columns is one in which nothing was measured", () => {
  const read = (empty: MetricChunk) =>
    [empty, middle, chunk(0, 2_000, null)].reduce<HistoryWindow | null>(withChunk, null);
  expect(read(chunk(4_000, 6_000, null))).toEqual(read(chunk(4_000, 6_000, [null, null])));
  expect(read(chunk(4_000, 6_000, null))).toMatchObject({
    columns: { 7: [null, null, null, 40, null, null] },
    newestAt: 3_000,
    missingMs: 0,
  });
});

it("[OPS-HISTORY-ANEW] a chunk that does not join what is there begins anew, so that nothing stands twice", () => {
  const partial = withChunk(withChunk(null, newest), middle);
  expect(partial.missingMs).toBe(2_000);
  expect(withChunk(partial, newest).times).toEqual([4_000, 5_000]);
});

async function* chunksOf(...chunks: MetricChunk[]): AsyncGenerator<MetricChunk> {
  yield* chunks;
}

it("[OPS-HISTORY-FILLS] a first reading is seen while it comes; a later one replaces the window when it is whole", async () => {
  const client = new QueryClient();
  const seen: number[] = [];
  client.getQueryCache().subscribe(({ query }) => {
    const window = query.state.data as HistoryWindow | undefined;
    if (window && window.missingMs !== seen.at(-1)) seen.push(window.missingMs);
  });
  const read = () =>
    client.fetchQuery({
      queryKey: ["metrics"],
      queryFn: (context) => readIntoCache(context, chunksOf(newest, middle, oldest)),
    });
  await read();
  expect(seen).toEqual([4_000, 2_000, 0]);
  await client.invalidateQueries();
  await read();
  expect(seen).toEqual([4_000, 2_000, 0]);
  client.clear();
});
