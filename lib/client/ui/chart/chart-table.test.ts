import { describe, expect, it } from "vitest";
import { chartSummary, chartTable } from "./chart-table";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const start = Date.UTC(2026, 2, 14, 12);
const minutes = Array.from({ length: 10 }, (_, i) => start + i * 60_000);
const orders = { key: "orders", label: "Orders", values: [1, 2, 3, null, null, null, 7, 8, 9, 10] };
const errors = { key: "errors", label: "Errors", values: minutes.map(() => 0), unit: "%" };

describe("chartTable", () => {
  it("[SCREEN READERS every chart has a table] gives each time with a value per series, newest first", () => {
    const rows = chartTable(minutes, [orders, errors], [], "/min", "Europe/Berlin");
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatchObject({ time: "13:09:00", gap: false });
    expect(rows[0]?.cells.map(plain)).toEqual(["10 /min", "0 %"]);
  });

  it("[GAP] says where nothing is known, in its place, and invents no value", () => {
    const rows = chartTable(
      minutes,
      [orders],
      [{ from: minutes[2] ?? 0, to: minutes[6] ?? 0 }],
      "/min",
      "Europe/Berlin",
    );
    const gap = rows.findIndex((row) => row.gap);
    expect(rows[gap]?.time).toBe("13:02:00 – 13:06:00");
    expect(rows[gap]?.cells).toEqual([]);
    expect(rows[gap - 1]?.time).toBe("13:06:00");
    expect(rows[gap + 1]?.time).toBe("13:02:00");
    expect(rows).toHaveLength(8);
  });

  it("[SCREEN READERS] stays short however many samples there are", () => {
    const many = Array.from({ length: 3600 }, (_, i) => start + i * 1000);
    const values = many.map((_, i) => i);
    const rows = chartTable(many, [{ key: "a", label: "A", values }], [], "count", "UTC");
    expect(rows.length).toBeLessThanOrEqual(60);
    expect(rows[0]?.cells).toEqual(["3,599"]);
  });

  it("[SCREEN READERS] has no rows without data", () => {
    expect(chartTable([], [orders], [], "/min", "UTC")).toEqual([]);
  });
});

describe("chartSummary", () => {
  it("[SCREEN READERS] says each series in a sentence, and that one has no data", () => {
    const empty = { key: "e", label: "Empty", values: [null, null] };
    expect(plain(chartSummary([orders, empty], "/min"))).toBe(
      "Orders: now 10 /min, lowest 1 /min, highest 10 /min. Empty: no data.",
    );
  });
});
