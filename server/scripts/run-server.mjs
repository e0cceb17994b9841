import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./build.mjs";

/**
 * Runs the built server inside this process, so that whoever signals this process signals the server.
 * What the environment already says goes before `defaults`.
 * @param {Record<string, string>} defaults environment variables
 * @returns {Promise<void>} when `dist/main.js` has been evaluated: it starts by being imported
 */
export async function runServer(defaults) {
  process.chdir(ROOT);
  process.setSourceMapsEnabled(true);
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  Object.assign(process.env, defaults, given, { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" });
  await import(pathToFileURL(join(ROOT, "dist/main.js")).href);
}
