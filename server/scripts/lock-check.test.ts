import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { findLockProblems } from "./lock-check.mjs";

const ROOT = process.cwd();

/** The real lock file, to be spoilt. */
const readLock = () => JSON.parse(readFileSync("package-lock.json", "utf8"));

it("[LOCK] The lock file is whole: no optional package lost, no foreign source, nothing twice", () => {
  expect(findLockProblems(ROOT)).toEqual([]);
});

it.each([
  ["node_modules/@next/swc-darwin-arm64", "node_modules/next"],
  ["node_modules/@esbuild/win32-x64", "node_modules/esbuild"],
  ["node_modules/@biomejs/cli-linux-arm64", "node_modules/@biomejs/biome"],
])("[LOCK] A lost optional platform package is named: %s", (lost, wantedBy) => {
  const lock = readLock();
  delete lock.packages[lost];
  const name = lost.slice("node_modules/".length);
  expect(findLockProblems(ROOT, lock)).toContain(`lost optional package ${name}, wanted by ${wantedBy}`);
});

it("[LOCK] A platform package lost together with its declaration is named, as the installed package still declares it", () => {
  const lock = readLock();
  delete lock.packages["node_modules/@next/swc-darwin-arm64"];
  delete lock.packages["node_modules/next"].optionalDependencies;
  expect(findLockProblems(ROOT, lock)).toEqual([
    "lost optional package @next/swc-darwin-arm64, wanted by node_modules/next",
  ]);
});

it.each(["https://mirror.example/pg/-/pg.tgz", "git+ssh://git@example.com/pg.git", "http://registry.npmjs.org/pg.tgz"])(
  "[LOCK] A package from elsewhere than the public registry is named: %s",
  (resolved) => {
    const lock = readLock();
    lock.packages["node_modules/pg"].resolved = resolved;
    expect(findLockProblems(ROOT, lock)).toEqual([
      `node_modules/pg comes from ${resolved}, not from the public registry`,
    ]);
  },
);

it("[LOCK] A package without an integrity hash is named", () => {
  const lock = readLock();
  delete lock.packages["node_modules/pg"].integrity;
  expect(findLockProblems(ROOT, lock)).toEqual(["node_modules/pg has no integrity hash"]);
});

it("[LOCK] A second copy of a library that must exist once is named", () => {
  const lock = readLock();
  lock.packages["node_modules/recharts/node_modules/react"] = lock.packages["node_modules/react"];
  expect(findLockProblems(ROOT, lock)).toEqual([
    "react is there 2 times: node_modules/react, node_modules/recharts/node_modules/react",
  ]);
});
