import { HubError } from "@/lib/hub-protocol";
import type { BodyRule } from "./read-body";

/** How the body of one route becomes fields of its input. */
export interface BodyKind extends BodyRule {
  parse(text: string): Record<string, unknown>;
}

const mebibyte = 1024 * 1024;

/** One JSON object; no body at all is an empty one. */
export const jsonBody = ({ maxMebibytes = 1 } = {}): BodyKind => ({
  maxBytes: maxMebibytes * mebibyte,
  types: ["application/json"],
  parse(text) {
    if (text.trim() === "") return {};
    const value = parseJson(text, "The body is not valid JSON");
    if (!isObject(value)) throw new HubError("INVALID_ARGUMENT", "The body is not a JSON object.");
    return value;
  },
});

/**
 * JSON lines, as the list `field`: what is wrong with line N is told at the path `field.(N-1)`. Refuses more than `maxLines`
 * before any is parsed; an empty line may only be the last.
 */
export const jsonLinesBody = (field: string, { maxMebibytes = 20, maxLines = 50_000 } = {}): BodyKind => ({
  maxBytes: maxMebibytes * mebibyte,
  types: ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"],
  parse(text) {
    const lines = text.split(/\r?\n/);
    while (lines.at(-1)?.trim() === "") lines.pop();
    if (lines.length > maxLines) throw wrong(field, `At most ${maxLines.toLocaleString("en")} lines at a time.`);
    return { [field]: lines.map((line, i) => parseLine(line, `${field}.${i}`, i + 1)) };
  },
});

function parseLine(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw wrong(path, line.trim() === "" ? `Line ${number} is empty.` : `Line ${number} is not valid JSON.`);
  }
}

function parseJson(text: string, complaint: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's message quotes the body, which may hold a secret: only the place is told.
    const place =
      cause instanceof Error ? /at position \d+( \(line \d+ column \d+\))?/.exec(cause.message)?.[0] : undefined;
    throw new HubError("INVALID_ARGUMENT", `${complaint}${place ? ` ${place}` : ""}.`);
  }
}

const wrong = (path: string, message: string) =>
  new HubError("INVALID_ARGUMENT", `${path}: ${message}`, { fields: [{ path, message }] });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
