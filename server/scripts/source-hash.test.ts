import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hashSources } from "./source-hash.mjs";

let root = "";

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pulseboard-sources-"));
  write("app/page.tsx", "one");
  write("lib/db/open.ts", "two");
  write("package-lock.json", "{}");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

it.each([
  "app/page.tsx",
  "lib/db/open.ts",
  "lib/db/new.ts",
  "server/main.ts",
  "public/icon.svg",
  "proxy.ts",
  "next.config.ts",
  "package-lock.json",
  "tsconfig.json",
  "server/scripts/bundle-server.mjs",
])("[BUILD] A change of %s makes the build stale", (path) => {
  const before = hashSources(root);
  write(path, "changed");
  expect(hashSources(root)).not.toBe(before);
});

it.each(["lib/db/open.test.ts", "lib/db/open.db.test.ts", "server/scripts/test.mjs", "README.md", "e2e/a.spec.ts"])(
  "[BUILD] A change of %s, which is not built, does not",
  (path) => {
    const before = hashSources(root);
    write(path, "changed");
    expect(hashSources(root)).toBe(before);
  },
);

it("[BUILD] The same content at another time is the same source", () => {
  const before = hashSources(root);
  utimesSync(join(root, "app/page.tsx"), 1, 1);
  expect(hashSources(root)).toBe(before);
});

it("[BUILD] A file that moved is another source", () => {
  const before = hashSources(root);
  rmSync(join(root, "lib/db/open.ts"));
  write("lib/db/close.ts", "two");
  expect(hashSources(root)).not.toBe(before);
});
