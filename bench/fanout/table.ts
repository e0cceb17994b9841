import { round } from "../quantiles";
import type { Bar } from "./bars";
import { peerNames } from "./messages";
import type { Results, Spread } from "./results";

export type Row = Record<string, string>;

/** One row for each thing measured: `median (min–max)` of each peer, the hub's ratios, and the bar where there is one. */
export function tableOf(results: Results, bars: readonly Bar[]): Row[] {
  const measured = results.rows().map(({ what, unit }): Row => {
    const mine = bars.filter(({ row }) => row === what);
    return {
      what: `${what}, ${unit}`,
      ...Object.fromEntries(peerNames.map((peer) => [peer, spread(results.spread(what, peer))])),
      "JSON ÷ ws": ratio(results.ratio(what, "hub JSON", "raw ws")),
      "JSON ÷ Socket.IO": ratio(results.ratio(what, "hub JSON", "Socket.IO")),
      bar: mine.map(({ text }) => text).join("; "),
      reached: mine.map(verdict).join("; "),
    };
  });
  const unmet = bars.filter(({ row }) => results.rows().every(({ what }) => what !== row));
  return [
    ...measured,
    ...unmet.map(({ row, text }): Row => ({ what: row, bar: text, reached: "not measured" })),
    ...results.failures.map((what): Row => ({ what: `failed: ${what}` })),
  ];
}

/** `median (min–max)`; nothing where there is none. */
export function spread(value: Spread | null): string {
  if (value === null) return "";
  const { median, min, max } = value;
  return min === max ? short(median) : `${short(median)} (${short(min)}–${short(max)})`;
}

const ratio = (value: Spread | null): string => (value === null ? "" : String(round(value.median)));

/** Three digits that count, whole numbers whole. */
const short = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : String(round(value));

function verdict({ reached }: Bar): string {
  return reached
    .filter(({ value }) => value !== null)
    .map(
      ({ peer, value, isReached }) => `${peer.replace("hub ", "")} ${isReached ? "yes" : "no"} (${round(value ?? 0)})`,
    )
    .join(", ");
}
