import { isMoneyUnit } from "../../ui/format";

const titles: Record<string, string> = {
  "%": "Percent",
  B: "Bytes",
  By: "Bytes",
  "B/s": "Bytes per second",
  "By/s": "Bytes per second",
  ms: "Time, ms",
  s: "Time, s",
  "/s": "Per second",
  "/min": "Per minute",
  count: "Count",
  "": "Value",
  "1": "Value",
};

/** What a chart of several series of one unit is called. */
export const unitTitle = (unit: string): string => (isMoneyUnit(unit) ? `Money, ${unit}` : (titles[unit] ?? unit));

/** "5 s", "10 min", "2 h": how long one drawn point lasts. */
export function stepText(stepMs: number): string {
  if (stepMs < 60_000) return `${stepMs / 1_000} s`;
  return stepMs < 3_600_000 ? `${stepMs / 60_000} min` : `${stepMs / 3_600_000} h`;
}
