export type KpiDelta = {
  /** (now − before) / before, as `changeRatio` gives it; null when there is nothing to compare with. */
  ratio: number | null;
  /** "vs last Sat". */
  against: string;
  /** Which way is good news; neither leaves it uncoloured. */
  better?: "higher" | "lower" | "neither";
};

export type ChangeText = { mark: string; word: string; figure: string; verdict: "good" | "bad" | "even" };

/** What to write for a comparison: mark and word for the direction, the size, and whether that is good. */
export function changeText({ ratio, better = "higher" }: KpiDelta): ChangeText {
  if (ratio === null) return { mark: "", word: "not known", figure: "–", verdict: "even" };
  const percent = Math.round(Math.abs(ratio) * 100);
  if (percent === 0) return { mark: "", word: "unchanged", figure: "0 %", verdict: "even" };
  const up = ratio > 0;
  const figure = percent > 999 ? "> 999 %" : `${percent} %`;
  const verdict = better === "neither" ? "even" : up === (better === "higher") ? "good" : "bad";
  return { mark: up ? "▲" : "▼", word: up ? "up" : "down", figure, verdict };
}
