import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { breakLine } from "./break-line.mjs";
import { consoleMutations } from "./console";
import { quotedRules } from "./rules";

const root = process.cwd();
/** What the server keeps back: there is no line of the client that would show it. */
const ofTheServer = new Set(["CLI-MASK"]);

it("[CLI-MUTATED] every rule of the console client has a line that breaks it, and that line stands in its file, once", () => {
  const quoted = new Set(quotedRules(root, "console").map(({ rule }) => rule));
  const broken = new Set(consoleMutations.map(({ rule }) => rule));
  expect([...quoted].filter((rule) => !broken.has(rule) && !ofTheServer.has(rule))).toEqual([]);
  expect([...broken].filter((rule) => !quoted.has(rule))).toEqual([]);
  for (const mutation of consoleMutations) {
    const source = readFileSync(join(root, mutation.file), "utf8");
    expect(breakLine(source, mutation)).not.toBe(source);
  }
});
