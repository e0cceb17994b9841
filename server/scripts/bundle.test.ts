import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { bundleOptions } from "./bundle.mjs";
import { toolEntries } from "./bundle-tools.mjs";

/** `@scope/name/path` is the package `@scope/name`. */
const packageOf = (path: string) => path.split("/", path.startsWith("@") ? 2 : 1).join("/");

it("[BUNDLE-PRODUCTION] server, console client, backup and restore need no development dependency", async () => {
  const entries = { main: "server/main.ts", pulseboard: "server/cli/main.ts", ...toolEntries };
  const { metafile } = await build({ ...bundleOptions(process.cwd(), entries), write: false });
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => packageOf(path)));
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const known = new Set([...Object.keys(dependencies), ...builtinModules]);
  const strange = imported.filter((name) => !name.startsWith("node:") && !known.has(name));
  expect([...new Set(strange)]).toEqual([]);
  expect(imported).toContain("pg");
});
