// Puts a browser, Redis, PostgreSQL, nginx and OpenSSL on the machine for the tests, as far as its package manager and the user's rights go.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findChromium, findNginx, findOpenssl, findPostgresBin, findRedis } from "./find-tools.mjs";

const BROWSER_DOWNLOAD_TIMEOUT_MS = 300_000;
const PACKAGES_TIMEOUT_MS = 900_000;

/**
 * @typedef {"apt-get" | "dnf" | "brew"} Manager
 * @typedef {{ name: string, find: () => string | null, packages: Record<Manager, string[][]>, byHand: string }} Tool
 */

/** @type {Tool[]} each manager's list holds alternatives: the next is tried when one is not to be had */
const TOOLS = [
  {
    name: "Chromium",
    find: findChromium,
    packages: {
      "apt-get": [["chromium"], ["chromium-browser"]],
      dnf: [["chromium"]],
      brew: [
        ["--cask", "chromium"],
        ["--cask", "google-chrome"],
      ],
    },
    byHand: "a Chromium or Chrome (or its path in CHROMIUM_PATH)",
  },
  {
    name: "Redis",
    find: findRedis,
    packages: { "apt-get": [["redis-server"]], dnf: [["redis"], ["valkey"]], brew: [["redis"]] },
    byHand: "redis-server",
  },
  {
    name: "PostgreSQL",
    find: findPostgresBin,
    packages: { "apt-get": [["postgresql"]], dnf: [["postgresql-server"]], brew: [["postgresql@17"]] },
    byHand: "the PostgreSQL server programs (postgres and initdb)",
  },
  {
    name: "nginx",
    find: findNginx,
    packages: { "apt-get": [["nginx"]], dnf: [["nginx"]], brew: [["nginx"]] },
    byHand: "nginx",
  },
  {
    name: "OpenSSL",
    find: findOpenssl,
    packages: { "apt-get": [["openssl"]], dnf: [["openssl"]], brew: [["openssl"]] },
    byHand: "openssl",
  },
];

/** @param {string} command @param {string[]} args @param {number} timeout in ms @returns {boolean} whether it ended with 0 */
function run(command, args, timeout) {
  console.log(`$ ${[command, ...args].join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", HOMEBREW_NO_AUTO_UPDATE: "1" };
  return spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"], timeout, env }).status === 0;
}

/** @param {string} command @param {string[]} args @returns {boolean} whether the command runs, silently */
const works = (command, ...args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** @returns {string[] | null} what to write before a command so that it runs as root; null when this user may not */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return works("sudo", "-n", "true") ? ["sudo", "-n"] : null;
}

/** @param {string[] | null} prefix @returns {{ name: Manager, command: string[] } | null} */
function findManager(prefix) {
  if (prefix && works("apt-get", "--version")) return { name: "apt-get", command: [...prefix, "apt-get"] };
  if (prefix && works("dnf", "--version")) return { name: "dnf", command: [...prefix, "dnf"] };
  return works("brew", "--version") ? { name: "brew", command: ["brew"] } : null;
}

/** @param {string} root @param {string[] | null} prefix */
function downloadChromium(root, prefix) {
  const cli = join(root, "node_modules/playwright/cli.js");
  // Without rights `--with-deps` would ask for a password; the libraries may well be there already.
  const args = ["install", ...(prefix ? ["--with-deps"] : []), "chromium"];
  run(process.execPath, [cli, ...args], BROWSER_DOWNLOAD_TIMEOUT_MS);
}

/** @param {Tool} tool @param {{ name: Manager, command: string[] }} manager */
function installPackage(tool, { name, command: [program = name, ...args] }) {
  const yes = name === "brew" ? [] : ["-y"];
  tool.packages[name].some((names) => run(program, [...args, "install", ...yes, ...names], PACKAGES_TIMEOUT_MS));
}

/**
 * Installs those of Chromium, Redis, PostgreSQL, nginx and OpenSSL that are missing; does nothing, quickly, when all are there.
 * @param {string} root the repository
 * @returns {string[]} lines that say what is still missing and how to install it; empty when nothing is
 * @throws {Error} when CHROMIUM_PATH names no program
 */
export function installMissingTools(root) {
  const missing = TOOLS.filter((tool) => tool.find() === null);
  if (missing.length === 0) return [];
  console.log(`Missing for the tests: ${missing.map((tool) => tool.name).join(", ")}`);
  const prefix = rootPrefix();
  if (missing.some((tool) => tool.find === findChromium)) downloadChromium(root, prefix);
  const manager = findManager(prefix);
  const toInstall = missing.filter((tool) => tool.find() === null);
  if (manager?.name === "apt-get" && toInstall.length > 0) {
    const [program = "apt-get", ...args] = manager.command;
    run(program, [...args, "update"], PACKAGES_TIMEOUT_MS);
  }
  if (manager) for (const tool of toInstall) installPackage(tool, manager);
  const stillMissing = missing.filter((tool) => tool.find() === null);
  if (stillMissing.length === 0) return [];
  const names = stillMissing.flatMap((tool) => tool.packages["apt-get"][0] ?? []);
  const example = `On Debian and Ubuntu, as root: apt-get update && apt-get install ${names.join(" ")}`;
  return [...stillMissing.map((tool) => `  - ${tool.byHand}`), example];
}
