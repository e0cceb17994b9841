export type CsvValue = string | number | null;

/** A spreadsheet takes text with these at its start for a formula. */
const formulaStart = /^[=+\-@\t\r]/;

/** One cell: numbers as they are, text that could be a formula behind an apostrophe, quotes where the format needs them. */
export function csvCell(value: CsvValue): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as RFC 4180 text. */
export const csvText = (rows: readonly (readonly CsvValue[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
