// Where the programs are that the tests need beside Node: a browser, Redis, PostgreSQL, nginx and OpenSSL. Node's own
// modules only: this runs before node_modules exist.
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

const CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const CHROMIUM_PLACES = [
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const CHROMIUM_IN_PLAYWRIGHT_FOLDER = [
  "chrome-linux64/chrome",
  "chrome-linux/chrome",
  "chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
  "chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
  "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
  "chrome-win64/chrome.exe",
];
const SYSTEM_FOLDERS = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/usr/sbin", "/usr/local/sbin"];

/** @param {string} path @returns {boolean} whether `path` is a file this user may execute */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === undefined) throw error;
    return false;
  }
}

/** @param {string} folder @returns {string[]} the names in `folder`, versions descending; none if it cannot be read */
function namesIn(folder) {
  try {
    return readdirSync(folder).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === undefined) throw error;
    return [];
  }
}

/** @returns {string[]} the folders of PATH, then the usual ones a bare PATH lacks */
function programFolders() {
  return [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), ...SYSTEM_FOLDERS];
}

/** @param {string[]} names @returns {string | null} the first of `names` found in any program folder */
function findProgram(names) {
  const paths = names.flatMap((name) => programFolders().map((folder) => join(folder, name)));
  return paths.find(isExecutable) ?? null;
}

/** @returns {string[]} where Playwright keeps the browsers it downloaded */
function playwrightFolders() {
  const chosen = process.env.PLAYWRIGHT_BROWSERS_PATH;
  const caches = [".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright"];
  return chosen && chosen !== "0" ? [chosen] : caches.map((cache) => join(homedir(), cache));
}

/**
 * @returns {string | null} the executable of a Chromium: CHROMIUM_PATH, an installed one, Playwright's own; null if none.
 * @throws {Error} when CHROMIUM_PATH is set and is no executable file.
 */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, which is no executable file`);
  }
  const downloaded = playwrightFolders().flatMap((folder) =>
    namesIn(folder)
      .filter((name) => name.startsWith("chromium-"))
      .flatMap((name) => CHROMIUM_IN_PLAYWRIGHT_FOLDER.map((path) => join(folder, name, path))),
  );
  return findProgram(CHROMIUM_NAMES) ?? [...CHROMIUM_PLACES, ...downloaded].find(isExecutable) ?? null;
}

/** @returns {string | null} the path of `redis-server` (or of Valkey, which speaks the same); null if there is none */
export function findRedis() {
  return findProgram(["redis-server", "valkey-server"]);
}

/** @returns {string | null} the path of `nginx`; null if there is none */
export function findNginx() {
  return findProgram(["nginx"]);
}

/** @returns {string | null} the path of `openssl`, which makes certificates; null if there is none */
export function findOpenssl() {
  return findProgram(["openssl"]);
}

/** @returns {string | null} the folder that holds both `postgres` and `initdb`, the newest version first; null if none */
export function findPostgresBin() {
  const versioned = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr"].flatMap((parent) =>
    namesIn(parent)
      .filter((name) => parent === "/usr/lib/postgresql" || /^(postgresql@|pgsql-)\d/.test(name))
      .map((name) => join(parent, name, "bin")),
  );
  const holdsBoth = (/** @type {string} */ folder) =>
    isExecutable(join(folder, "postgres")) && isExecutable(join(folder, "initdb"));
  return [...programFolders(), ...versioned].find(holdsBoth) ?? null;
}
