import { describe, expect, it } from "vitest";
import {
  changeRatio,
  formatCount,
  formatMoney,
  formatMoneyShort,
  formatTick,
  formatValue,
  formatValueParts,
  minorUnitDigits,
  moneyParts,
} from "./format";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("money", () => {
  it("[NUMBERS] cuts the minor part off, so that it can be drawn smaller", () => {
    expect(moneyParts(843_120, "EUR")).toEqual({ major: "€8,431", minor: ".20" });
    expect(formatMoney(6400, "EUR")).toBe("€64.00");
    expect(formatMoney(-1990, "USD")).toBe("-$19.90");
  });

  it("[NUMBERS] knows currencies without and with three decimals", () => {
    expect(moneyParts(1200, "JPY")).toEqual({ major: "¥1,200", minor: "" });
    expect(plain(formatMoney(12_345, "KWD"))).toBe("KWD 12.345");
  });

  it("[NUMBERS] takes ISO's minor units where ICU rounds them away, so that a forint amount is not a hundredfold", () => {
    expect(minorUnitDigits("HUF")).toBe(2);
    expect(plain(formatMoney(123_456, "HUF"))).toBe("Ft 1,234.56");
  });
});

describe("formatMoneyShort", () => {
  it.each([
    [0, "EUR", "€0"],
    [995, "USD", "$10"],
    [994_900, "USD", "$9.9K"],
    [995_000, "USD", "$10K"],
    [1_700_000, "USD", "$17K"],
    [-1_742_000, "EUR", "-€17.4K"],
    [99_990_000, "EUR", "€999.9K"],
    [100_000_000, "HUF", "Ft 1M"],
    [17_000, "JPY", "¥17K"],
  ])("[NUMBERS] writes %s of %s as %s: no zero behind a point", (minor, currency, text) => {
    expect(plain(formatMoneyShort(minor, currency))).toBe(text);
  });
});

describe("formatValue", () => {
  it.each([
    [37.4, "%", "37 %"],
    [6.23, "%", "6.2 %"],
    [100, "%", "100 %"],
    [412.4, "ms", "412 ms"],
    [3.216, "ms", "3.22 ms"],
    [12_345, "ms", "12.3 s"],
    [0.25, "s", "250 ms"],
    [1536, "B", "1.5 KiB"],
    [512, "B/s", "512 B/s"],
    [3_500_000, "By/s", "3.3 MiB/s"],
    [19, "/min", "19 /min"],
    [12_345, "count", "12,345"],
    [1_250_000, "", "1.3M"],
    [6400, "EUR", "€64.00"],
    [7, "widgets", "7 widgets"],
  ])("[NUMBERS] writes %s in %s as %s", (value, unit, text) => {
    expect(plain(formatValue(value, unit))).toBe(text);
  });

  it("[STALE] never makes a zero of what is not known", () => {
    expect(formatValue(null, "%")).toBe("–");
    expect(formatValue(undefined, "EUR")).toBe("–");
    expect(formatValue(Number.NaN, "ms")).toBe("–");
    expect(plain(formatValue(0, "%"))).toBe("0 %");
  });

  it("[KPI] gives the large and the small part apart", () => {
    expect(formatValueParts(37, "%")).toEqual({ value: "37", unit: "%", joined: false });
    expect(formatValueParts(843_120, "EUR")).toEqual({ value: "€8,431", unit: ".20", joined: true });
  });
});

describe("formatTick", () => {
  it.each([
    [24, "/min", "24"],
    [50, "%", "50 %"],
    [2_097_152, "B/s", "2 MiB/s"],
    [250, "ms", "250 ms"],
    [0, "ms", "0"],
    [500_000, "EUR", "€5,000"],
    [250, "EUR", "€2.50"],
    [0.5, "count", "0.5"],
  ])("[AXES] labels %s %s as %s", (value, unit, text) => {
    expect(plain(formatTick(value, unit))).toBe(text);
  });
});

describe("figures", () => {
  it("[NUMBERS] groups thousands and keeps one decimal of small fractions", () => {
    expect(formatCount(1234)).toBe("1,234");
    expect(formatCount(2.345)).toBe("2.3");
    expect(formatCount(234.5)).toBe("235");
  });

  it("[KPI] compares with nothing as unknown, not as infinite growth", () => {
    expect(changeRatio(112, 100)).toBeCloseTo(0.12);
    expect(changeRatio(5, 0)).toBeNull();
  });
});
