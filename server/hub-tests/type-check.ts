import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { breakLine, mutationVariable } from "@/server/scripts/mutate/break-line.mjs";
import type { Mutation } from "@/server/scripts/mutate/mutation";

const root = resolve(import.meta.dirname, "../..");
const rooms = ["lib/hub-protocol", "lib/hub-client", "server/hub"];

/**
 * What the compiler says of one file (or of `source` in its place) among copies of the rooms it stands on; line 0 is another file's. `npm run mutate` breaks a line while the
 * test runner loads it; the compiler loads files by itself, so that the copy is broken in the same way.
 */
export function typeErrorsOf(
  file: string,
  source = readFileSync(join(root, file), "utf8"),
): { line: number; message: string }[] {
  const folder = mkdtempSync(join(tmpdir(), "pulseboard-types-"));
  try {
    for (const room of rooms) cpSync(join(root, room), join(folder, room), { recursive: true });
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), source);
    cpSync(join(root, "tsconfig.json"), join(folder, "base.json"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "./base.json", include: [], files: [file] }),
    );
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    breakCopy(folder, process.env[mutationVariable]);
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [compiler, "--noEmit", "--pretty", "false"], {
      cwd: folder,
      encoding: "utf8",
    });
    return [...stdout.matchAll(/^(\S+)\((\d+),\d+\): (error .*)$/gm)].map(([, place = "", line, message = ""]) =>
      place === file ? { line: Number(line), message } : { line: 0, message: `${place}: ${message}` },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function breakCopy(folder: string, text: string | undefined): void {
  if (text === undefined) return;
  const mutation = JSON.parse(text) as Mutation;
  if (!rooms.some((room) => mutation.file.startsWith(`${room}/`))) return;
  const path = join(folder, mutation.file);
  writeFileSync(path, breakLine(readFileSync(path, "utf8"), mutation));
}
