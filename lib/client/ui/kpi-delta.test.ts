import { describe, expect, it } from "vitest";
import { changeText } from "./kpi-delta";

const against = "vs last Sat";

describe("changeText", () => {
  it("[KPI value, comparison and trend] says the direction by mark and word, not by colour alone", () => {
    expect(changeText({ ratio: 0.123, against })).toEqual({ mark: "▲", word: "up", figure: "12 %", verdict: "good" });
    expect(changeText({ ratio: -0.08, against })).toEqual({ mark: "▼", word: "down", figure: "8 %", verdict: "bad" });
  });

  it("[KPI] turns good and bad around where less is better, and judges nothing where neither is", () => {
    expect(changeText({ ratio: 0.5, against, better: "lower" }).verdict).toBe("bad");
    expect(changeText({ ratio: -0.5, against, better: "lower" }).verdict).toBe("good");
    expect(changeText({ ratio: 0.5, against, better: "neither" }).verdict).toBe("even");
  });

  it("[STALE never a zero for unknown] has no figure when there is nothing to compare with", () => {
    expect(changeText({ ratio: null, against }).figure).toBe("–");
    expect(changeText({ ratio: 0.001, against })).toMatchObject({ figure: "0 %", verdict: "even", word: "unchanged" });
    expect(changeText({ ratio: 40, against }).figure).toBe("> 999 %");
  });
});
