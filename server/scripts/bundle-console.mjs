import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesBelow } from "./source-hash.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const ROOMS = ["server/cli", "lib/hub-client", "lib/hub-protocol", "lib/contracts", "package-lock.json"];

/** @returns {string} what the console client is built from, as a SHA-256 in hex */
function hashRooms() {
  const hash = createHash("sha256");
  const paths = ROOMS.flatMap((room) => filesBelow(ROOT, room)).filter(
    (path) => !/\.test\.ts$|\/fixtures\//.test(path),
  );
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update("\0");
  return hash.digest("hex");
}

/**
 * Makes sure that `dist/pulseboard.js` is built from the sources as they are.
 * @returns {Promise<string>} its path
 * @throws {Error} when the packages are not installed, or esbuild's own
 */
export async function prepareConsole() {
  const file = join(ROOT, "dist/pulseboard.js");
  const stamp = `// ${hashRooms()}\n`;
  if (existsSync(file) && readFileSync(file, "utf8").startsWith(stamp)) return file;
  if (!existsSync(join(ROOT, "node_modules/socket.io-client"))) throw new Error(`run \`npm ci\` in ${ROOT} first`);
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["server/cli/main.ts"],
    outfile: file,
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    tsconfig: "tsconfig.json",
    logLevel: "warning",
  });
  // Renamed into place: another one may be starting at this moment.
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${stamp}${outputFiles[0]?.text ?? ""}`);
  renameSync(draft, file);
  return file;
}
