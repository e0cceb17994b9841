// `npm run dev`: the server from its sources, restarted by tsx when they change; pages are reloaded by Next itself.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./build.mjs";

const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
const args = ["watch", "--clear-screen=false", "--exclude", "app/**", "--exclude", ".next/**", "server/main.ts"];
/** @type {NodeJS.ProcessEnv} */
const env = {
  DEMO: "1",
  HOST: "127.0.0.1",
  DATA_DIR: "./data/dev",
  ...process.env,
  NODE_ENV: "development",
  NEXT_TELEMETRY_DISABLED: "1",
};
const child = spawn(process.execPath, [tsx, ...args], { cwd: ROOT, stdio: "inherit", env });
// A terminal's Ctrl-C reaches every process by itself, and tsx takes a second signal as "kill it now".
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0);
});
