import { fileURLToPath } from "node:url";
import type { ViteUserConfig } from "vitest/config";
import { defineConfig } from "vitest/config";
import { breakLine, mutationVariable } from "./server/scripts/mutate/break-line.mjs";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const NEVER = ["**/node_modules/**", ".next/**", "dist/**", "data/**"];
const NEEDS_DATABASE = "**/*.db.test.{ts,tsx}";

/** `npm run mutate` breaks one line of one file, to see its rule's test fail. */
function brokenLine(text: string | undefined): NonNullable<ViteUserConfig["plugins"]> {
  if (text === undefined) return [];
  const mutation = JSON.parse(text) as Parameters<typeof breakLine>[1];
  return [
    {
      name: "broken-line",
      enforce: "pre",
      transform: (source, id) => (id === `${ROOT}${mutation.file}` ? breakLine(source, mutation) : undefined),
    },
  ];
}

export default defineConfig({
  plugins: brokenLine(process.env[mutationVariable]),
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
