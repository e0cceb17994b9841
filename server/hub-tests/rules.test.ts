import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { breakLine } from "@/server/scripts/mutate/break-line.mjs";
import { hubMutations } from "@/server/scripts/mutate/hub";
import { documentedRules, quotedRules } from "@/server/scripts/mutate/rules";

const root = resolve(import.meta.dirname, "../..");
const quoted = quotedRules(root, "hub");
const documented = documentedRules(readFileSync(join(root, "docs/hub.md"), "utf8"));
const repeated = (rules: readonly { rule: string }[]) =>
  rules.map(({ rule }) => rule).filter((rule, index, all) => all.indexOf(rule) !== index);
/** The rules of the page itself: there is no line of the hub that would break them. */
const isOfThePage = (rule: string) => rule.startsWith("HD-");

it("[HD-TESTED] every rule of docs/hub.md is quoted by a test of the file that its heading names", () => {
  expect(documented.length).toBeGreaterThan(200);
  const tests = new Set(quoted.map(({ rule, testFile }) => `${rule} in ${testFile}`));
  const untested = documented
    .map(({ rule, testFile }) => `${rule} in ${testFile}`)
    .filter((place) => !tests.has(place));
  expect(untested).toEqual([]);
});

it("[HD-DOCUMENTED] every rule that a test quotes stands in docs/hub.md; each is quoted once and stands there once", () => {
  const rules = new Set(documented.map(({ rule }) => rule));
  expect(quoted.filter(({ rule }) => !rules.has(rule))).toEqual([]);
  expect(repeated(quoted)).toEqual([]);
  expect(repeated(documented)).toEqual([]);
});

it("[HD-MUTATED] every rule of the hub has a line that breaks it, and that line stands in its file, once", () => {
  const broken = new Set(hubMutations.map(({ rule }) => rule));
  expect(quoted.filter(({ rule }) => !broken.has(rule) && !isOfThePage(rule))).toEqual([]);
  const rules = new Set(quoted.map(({ rule }) => rule));
  expect([...broken].filter((rule) => !rules.has(rule))).toEqual([]);
  const lines = hubMutations.flatMap((mutation) => {
    if (mutation.find.includes("\n") || mutation.put === mutation.find) return [`${mutation.rule}: not one line`];
    try {
      breakLine(readFileSync(join(root, mutation.file), "utf8"), mutation);
      return [];
    } catch (error) {
      return [String(error)];
    }
  });
  expect(lines).toEqual([]);
});
