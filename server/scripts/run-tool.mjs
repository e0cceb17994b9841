// `npm run backup|restore|rotate-secret`: runs dist/NAME.js, built anew where its sources have changed and esbuild is there.
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { prepareTools } from "./bundle-tools.mjs";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");
const [name] = process.argv.splice(2, 1);

try {
  if (!["backup", "restore", "rotate-secret"].includes(name ?? "")) throw new Error(`There is no tool ${name}.`);
  // The file is named from where one stands, the data directory from the repository, as the server does.
  process.argv = process.argv.map((word, i) => (i < 2 || word.startsWith("-") ? word : resolve(word)));
  process.chdir(ROOT);
  await prepareTools(ROOT);
  await import(pathToFileURL(join(ROOT, `dist/${name}.js`)).href);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
