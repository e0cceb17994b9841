import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const NEVER = ["**/node_modules/**", ".next/**", "dist/**", "data/**", "e2e/**"];
const NEEDS_DATABASE = "**/*.db.test.{ts,tsx}";

export default defineConfig({
  resolve: { alias: [{ find: /^@\//, replacement: ROOT }] },
  test: {
    root: ROOT,
    environment: "node",
    retry: 0,
    maxWorkers: 2,
    testTimeout: 15_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: [...NEVER, NEEDS_DATABASE] },
      },
      {
        extends: true,
        test: { name: "db:pglite", include: [NEEDS_DATABASE], exclude: NEVER, env: { TEST_DATABASE: "pglite" } },
      },
      {
        extends: true,
        test: {
          name: "db:postgres",
          include: [NEEDS_DATABASE],
          exclude: NEVER,
          env: { TEST_DATABASE: "postgres" },
          globalSetup: ["server/scripts/test-postgres.ts"],
        },
      },
    ],
  },
});
