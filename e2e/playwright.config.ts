import { defineConfig } from "@playwright/test";
import { findChromium } from "@/server/scripts/find-tools.mjs";

const executablePath = findChromium();
if (!executablePath) throw new Error("No Chromium here: `node server/scripts/install.mjs --test` says what to do");

// Every spec starts the server processes it needs, so there is no webServer.
export default defineConfig({
  testDir: ".",
  // The unit tests of the fault suite stand below too.
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results",
  timeout: 60_000,
  globalTimeout: 20 * 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  use: {
    browserName: "chromium",
    headless: true,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
