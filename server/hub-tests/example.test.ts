import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { serveATable } from "@/docs/examples/kitchen";
import { createMemoryLog } from "@/server/hub/testing";

it("[HD-EXAMPLE] the example of docs/hub.md runs, as it stands there", async () => {
  const log = createMemoryLog();
  expect(await serveATable(log)).toEqual({
    ready: "soup",
    number: 1,
    refused: "CONFLICT",
    counted: [3, 2, 1],
    ordered: 3,
    hungry: true,
  });
  expect(log.entries.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);

  const page = await readFile(new URL("../../docs/hub.md", import.meta.url), "utf8");
  const source = await readFile(new URL("../../docs/examples/kitchen.ts", import.meta.url), "utf8");
  expect(page.includes(`\`\`\`ts\n${source}\`\`\``)).toBe(true);
});
