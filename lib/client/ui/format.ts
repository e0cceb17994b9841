import { minorUnitDigits } from "@/lib/contracts/minor-units";

export { minorUnitDigits };

/** A unit as metrics carry it: % B B/s ms s /min /s count, an ISO 4217 code for money in minor units, or free text. */
export type Unit = string;

/** A value cut where the eye should: `value` large, `unit` small. `joined` when nothing stands between them, as in "€8,431.20". */
export type ValueParts = { value: string; unit: string; joined: boolean };

/** Shown for what is not known. Never a zero. */
export const unknownText = "–";

// One locale on both sides of hydration; the product speaks English.
const locale = "en";
// A value and its unit never part at a line's end.
const unitSpace = "\u00a0";

const numberFormats = new Map<string, Intl.NumberFormat>();

/** "8.4K": said in full, because engines differ in whether a whole one reads "17K" or "17.0K". */
const compact = { notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 } as const;

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, options);
    numberFormats.set(key, format);
  }
  return format;
}

const decimals = (value: number, digits: number) =>
  numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** "1,234", or "1.2M" from a million on. */
export function formatCount(value: number): string {
  if (Math.abs(value) >= 1e6) return numberFormat(compact).format(value);
  return numberFormat({ maximumFractionDigits: Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 1 }).format(
    value,
  );
}

/** `minor` units of an ISO 4217 currency, cut before the minor part: `{ major: "€8,431", minor: ".20" }`; no minor part for JPY. */
export function moneyParts(minor: number, currency: string): { major: string; minor: string } {
  const digits = minorUnitDigits(currency);
  const format = numberFormat({
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  let major = "";
  let fraction = "";
  for (const part of format.formatToParts(minor / 10 ** digits)) {
    if (part.type === "decimal" || part.type === "fraction") fraction += part.value;
    else major += part.value;
  }
  return { major, minor: fraction };
}

/** "€8,431.20" from 843120 and "EUR". */
export function formatMoney(minor: number, currency: string): string {
  const parts = moneyParts(minor, currency);
  return parts.major + parts.minor;
}

/** "€8.4K": for where there is no room for all digits. */
export const formatMoneyShort = (minor: number, currency: string): string =>
  numberFormat({ style: "currency", currency, currencyDisplay: "narrowSymbol", ...compact }).format(
    minor / 10 ** minorUnitDigits(currency),
  );

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

function byteParts(value: number, perSecond: boolean): ValueParts {
  let step = 0;
  let rest = Math.abs(value);
  while (rest >= 1024 && step < byteUnits.length - 1) {
    rest /= 1024;
    step++;
  }
  const digits = step === 0 || rest >= 100 ? 0 : 1;
  const unit = `${byteUnits[step]}${perSecond ? "/s" : ""}`;
  return { value: decimals(Math.sign(value) * rest, digits), unit, joined: false };
}

/** Milliseconds from 0.05 to hours: more digits for small ones, seconds from 10,000 ms on. */
function millisecondParts(ms: number): ValueParts {
  const size = Math.abs(ms);
  if (size >= 3_600_000) return { value: decimals(ms / 3_600_000, 1), unit: "h", joined: false };
  if (size >= 120_000) return { value: decimals(ms / 60_000, 1), unit: "min", joined: false };
  if (size >= 10_000) return { value: decimals(ms / 1000, 1), unit: "s", joined: false };
  const digits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2;
  return { value: decimals(ms, digits), unit: "ms", joined: false };
}

function percentParts(value: number): ValueParts {
  const digits = Math.abs(value) >= 10 || Number.isInteger(value) ? 0 : 1;
  return { value: decimals(value, digits), unit: "%", joined: false };
}

const currencyPattern = /^[A-Z]{3}$/;

/** True for a unit that is an ISO 4217 code, so that values are minor units of it. */
export const isMoneyUnit = (unit: Unit): boolean => currencyPattern.test(unit);

/** `value` with its unit, in two parts for a tile. */
export function formatValueParts(value: number | null | undefined, unit: Unit): ValueParts {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return { value: unknownText, unit: "", joined: true };
  }
  if (isMoneyUnit(unit)) {
    const money = moneyParts(Math.round(value), unit);
    return { value: money.major, unit: money.minor, joined: true };
  }
  switch (unit) {
    case "%":
      return percentParts(value);
    case "B":
    case "By":
      return byteParts(value, false);
    case "B/s":
    case "By/s":
      return byteParts(value, true);
    case "ms":
      return millisecondParts(value);
    case "s":
      return millisecondParts(value * 1000);
    case "":
    case "1":
    case "count":
      return { value: formatCount(value), unit: "", joined: true };
    default:
      return { value: formatCount(value), unit, joined: false };
  }
}

/** "37 %", "4.2 MiB/s", "412 ms", "19 /min", "€64.00"; "–" for null. */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  const parts = formatValueParts(value, unit);
  return parts.unit === "" || parts.joined ? parts.value + parts.unit : `${parts.value}${unitSpace}${parts.unit}`;
}

/** A figure where its unit has been said: without "/min" and the like, but with %, bytes, time and money, which change their unit. */
export function formatFigure(value: number | null | undefined, unit: Unit): string {
  const scaled = isMoneyUnit(unit) || unit === "%" || unit.startsWith("B") || unit === "ms" || unit === "s";
  return formatValue(value, scaled ? unit : "");
}

/** A label of the value axis: as `formatValue`, but counts and rates without their unit (the title says it) and money without cents. */
export function formatTick(value: number, unit: Unit): string {
  if (isMoneyUnit(unit)) {
    const whole = value % 10 ** minorUnitDigits(unit) === 0;
    return whole ? moneyParts(value, unit).major : formatMoney(value, unit);
  }
  if (unit === "%" || unit.startsWith("B") || unit === "ms" || unit === "s") {
    return value === 0 ? "0" : formatTightValue(value, unit);
  }
  return formatCount(value);
}

function formatTightValue(value: number, unit: Unit): string {
  const parts = formatValueParts(value, unit);
  const digits = parts.value.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return `${digits}${unitSpace}${parts.unit}`;
}

/** "12 %" from 0.12: how far two figures are apart; null when there is nothing to compare with. */
export function changeRatio(now: number, before: number): number | null {
  return before === 0 ? null : (now - before) / Math.abs(before);
}
