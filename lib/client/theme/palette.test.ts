import { describe, expect, it } from "vitest";
import { assignSeriesStyles, avatarColor, hashName, paletteSize } from "./palette";

const names = (count: number) => Array.from({ length: count }, (_, i) => `series.${i}`);
const look = (style: { slot: number; dash: readonly number[] } | undefined) => `${style?.slot}/${style?.dash.join()}`;

describe("assignSeriesStyles", () => {
  it("[AXES a series keeps its colour] gives a lone name the same slot every time, whatever else was drawn before", () => {
    const alone = assignSeriesStyles(["cpu.user"]).get("cpu.user");
    expect(assignSeriesStyles(["cpu.user"]).get("cpu.user")).toEqual(alone);
    expect(alone?.slot).toBe((hashName("cpu.user") % paletteSize) + 1);
  });

  it("[AXES a series keeps its colour] does not depend on the order of the series", () => {
    const keys = names(9);
    const forward = assignSeriesStyles(keys);
    const backward = assignSeriesStyles([...keys].reverse());
    for (const key of keys) expect(backward.get(key)).toEqual(forward.get(key));
  });

  it("[AXES a series keeps its colour] leaves the old series alone when a new one would take its slot", () => {
    const before = assignSeriesStyles(["m", "n", "o"]);
    const after = assignSeriesStyles(["a", "b", "c", "d", "m", "n", "o"], { previous: before });
    for (const key of ["m", "n", "o"]) expect(after.get(key)).toEqual(before.get(key));
    expect(new Set([...after.values()].map(look)).size).toBe(7);
  });

  it("[PALETTE collisions] never gives two series of one chart the same colour and dash", () => {
    for (const count of [2, 6, 7, 12, 24]) {
      const styles = [...assignSeriesStyles(names(count)).values()];
      expect(new Set(styles.map(look)).size).toBe(count);
    }
  });

  it("[PALETTE never colour alone] keeps six solid lines and dashes the seventh", () => {
    const dashed = [...assignSeriesStyles(names(7)).values()].filter((style) => style.dash.length > 0);
    expect(dashed).toHaveLength(1);
    expect([...assignSeriesStyles(names(6)).values()].every((style) => style.dash.length === 0)).toBe(true);
  });

  it("[PALETTE pinned] lets the product fix a slot, and the others step aside", () => {
    const styles = assignSeriesStyles(["orders", "errors", ...names(4)], { pinned: { orders: 1, errors: 2 } });
    expect(styles.get("orders")?.slot).toBe(1);
    expect(styles.get("errors")?.slot).toBe(2);
    expect(new Set([...styles.values()].map(look)).size).toBe(6);
  });
});

describe("avatarColor", () => {
  it("[WHO IS WATCHING] is the same for one person everywhere and differs between most people", () => {
    expect(avatarColor("u1")).toBe(avatarColor("u1"));
    expect(new Set(names(40).map(avatarColor)).size).toBeGreaterThan(5);
  });
});
