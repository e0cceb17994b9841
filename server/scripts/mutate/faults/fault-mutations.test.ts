import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rows } from "@/e2e/soak/rows";
import { breakLine } from "../break-line.mjs";
import { faultMutations } from ".";

const root = process.cwd();

it("[FAULT-MUTATED] every fault has a defence that is switched off, and each of its lines stands in its file, once", () => {
  const mutated = new Set(faultMutations.map(({ row }) => row));
  expect(rows.map(({ name }) => name).filter((name) => !mutated.has(name))).toEqual([]);
  expect([...mutated].filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
  for (const mutation of faultMutations.flatMap(({ lines }) => lines)) {
    const source = readFileSync(join(root, mutation.file), "utf8");
    expect(breakLine(source, mutation)).not.toBe(source);
  }
});
