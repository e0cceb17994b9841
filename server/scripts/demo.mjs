// `npm run demo`: builds what is not current, then starts with demo accounts and orders, on this machine only.
import { buildIfStale } from "./build.mjs";
import { runServer } from "./run-server.mjs";

try {
  await buildIfStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
// What one reads here is the address and the accounts; LOG_LEVEL=info shows the log.
await runServer({ DEMO: "1", HOST: "127.0.0.1", DATA_DIR: "./data/demo", LOG_LEVEL: "warn" });
