import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { breakLine } from "./break-line.mjs";

/**
 * An esbuild plugin that breaks lines while their files are loaded; nothing on disk changes. `broken` is told each file that it broke.
 * @param {string} root the repository
 * @param {readonly import("./mutation").Mutation[]} mutations
 * @param {(file: string) => void} [broken]
 * @returns {import("esbuild").Plugin}
 */
export function breakingPlugin(root, mutations, broken = () => undefined) {
  return {
    name: "broken-lines",
    setup(build) {
      for (const file of new Set(mutations.map((mutation) => mutation.file))) {
        const path = join(root, file);
        const pattern = new RegExp(`${file.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
        build.onLoad({ filter: pattern }, async (args) => {
          if (args.path !== path) return undefined;
          const mine = mutations.filter((mutation) => mutation.file === file);
          const contents = mine.reduce(breakLine, await readFile(path, "utf8"));
          broken(file);
          return { contents, loader: "ts" };
        });
      }
    },
  };
}
