import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleServer } from "@/server/scripts/bundle-server.mjs";
import { breakingPlugin } from "@/server/scripts/mutate/break-bundle.mjs";
import type { Mutation } from "@/server/scripts/mutate/mutation";

/** A bundle of the server in a folder of its own, with lines that fail on purpose: the product has no switch for that. */
export interface BrokenServer extends AsyncDisposable {
  program: string;
}

/** `banner` is JavaScript that runs before everything else. Throws when a line is not where it should be. */
export async function buildBrokenServer(mutations: readonly Mutation[], banner = ""): Promise<BrokenServer> {
  const root = resolve(".");
  const folder = await mkdtemp(join(tmpdir(), "pulseboard-broken-"));
  const outdir = join(folder, "dist");
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await bundleServer(root, { outdir, banner, plugins: [breakingPlugin(root, mutations)] });
  } catch (error) {
    await dispose();
    throw error;
  }
  return { program: join(outdir, "main.js"), [Symbol.asyncDispose]: dispose };
}
