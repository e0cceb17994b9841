import { defineConfig } from "@playwright/test";
import { findChromium } from "@/server/scripts/find-tools.mjs";

const executablePath = findChromium();
if (!executablePath) throw new Error("No Chromium here: `node server/scripts/install.mjs --test` says what to do");

/** What these say of a second must not be heard beside others: they run alone, after the rest. */
const ABOUT_SECONDS = ["**/accounts.spec.ts", "**/keys.spec.ts"];

// Every spec starts the server processes it needs, so there is no webServer.
export default defineConfig({
  testDir: ".",
  // The unit tests of the fault suite stand below too, so the names say what is one of these.
  projects: [
    { name: "beside", testMatch: "**/*.spec.ts", testIgnore: ABOUT_SECONDS },
    { name: "alone", testMatch: ABOUT_SECONDS, dependencies: ["beside"], workers: 1 },
  ],
  outputDir: "../test-results",
  // These only end what will never come. What must come within a time is said where it is expected.
  timeout: 120_000,
  globalTimeout: 20 * 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  // Files run beside each other, the tests of a file one after the other; each worker has servers of its own.
  workers: 2,
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
