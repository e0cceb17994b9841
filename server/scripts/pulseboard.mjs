#!/usr/bin/env node
// `npx pulseboard`: runs dist/pulseboard.js, and builds just that where its sources have changed (half a second).
import { pathToFileURL } from "node:url";
import { prepareConsole } from "./bundle-console.mjs";

try {
  const file = await prepareConsole();
  await import(pathToFileURL(file).href);
} catch (error) {
  process.stderr.write(`pulseboard: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
