// `node server/scripts/gather.mjs FOLDER`: copies the built product and of its packages what it can reach, and nothing else, into a folder
// that is made: what deploy/Dockerfile puts into an image.
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeFileTrace } from "@vercel/nft";
import { isBuilt, ROOT } from "./build.mjs";
import { filesBelow } from "./source-hash.mjs";

/** Read by name and not imported. What the build left beside the pages is needed by nobody who serves them. */
const WHOLE = ["package.json", "public", "dist", "lib/db/migrations", ".next"];
const LEFT_OUT =
  /^(dist\/tools-sources|\.next\/(cache|dev|diagnostics|types|trace|trace-build|turbopack)|.*\.nft\.json)$/;
/** What only a development server or a build loads, of packages that hold those too (as Next 16.4 has it); no page has an image to be made smaller. */
const NEVER_LOADED = new RegExp(
  [
    "\\.(d\\.[cm]?ts|map|nft\\.json)$",
    "/next/dist/docs/",
    "/next/dist/compiled/(babel|babel-packages|next-devtools|webpack)/",
    "/next/dist/compiled/next-server/.*\\.dev\\.js$",
    "/react-dom/.*\\.development\\.js$",
    "/node_modules/(@img|@next/swc[^/]*|sharp)/",
  ].join("|"),
);

/** @param {string} path relative to ROOT @returns {boolean} */
const isNeverLoaded = (path) => NEVER_LOADED.test(`/${path}`);

/** @param {string} path relative to ROOT @param {string} folder */
const copy = (path, folder) =>
  cpSync(join(ROOT, path), join(folder, path), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => !LEFT_OUT.test(from.slice(ROOT.length + 1)),
  });

/** @returns {string[]} what the pages load, relative to ROOT: Next's build writes a list beside each */
const reachedByPages = () =>
  [".next/next-server.js.nft.json", ...filesBelow(ROOT, ".next/server")]
    .filter((path) => path.endsWith(".nft.json"))
    .flatMap((path) => {
      const { files } = JSON.parse(readFileSync(join(ROOT, path), "utf8"));
      return files.map((/** @type {string} */ file) => relative(ROOT, join(ROOT, dirname(path), file)));
    })
    .filter((path) => !isNeverLoaded(path));

/** @param {string} folder that does not exist @returns {Promise<void>} @throws {Error} when nothing is built, or the folder exists */
export async function gather(folder) {
  if (!isBuilt()) throw new Error("Nothing is built: npm run build");
  mkdirSync(folder);
  const programs = readdirSync(join(ROOT, "dist")).filter((name) => name.endsWith(".js"));
  const { fileList } = await nodeFileTrace(
    programs.map((name) => join(ROOT, "dist", name)),
    // This Node takes the condition `module-sync` of a package where it has one; the tracer asks for the usual two.
    { base: ROOT, ignore: isNeverLoaded, moduleSyncCatchall: true },
  );
  for (const path of WHOLE) copy(path, folder);
  for (const path of new Set([...fileList, ...reachedByPages()])) {
    // Those of its own are here as a whole.
    if (!path.startsWith("node_modules/")) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copy(path, folder);
  }
}

const [, program, folder] = process.argv;
if (program === fileURLToPath(import.meta.url)) {
  if (folder === undefined) throw new Error("node server/scripts/gather.mjs FOLDER");
  await gather(folder);
}
