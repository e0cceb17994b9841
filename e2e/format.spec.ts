import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { formattedSamples } from "./fixtures/formatted-samples";
import { expect, test } from "./fixtures/test";

test("[NUMBERS] Node and the browser write every figure and time alike: hydration sees no difference", async ({
  page,
}) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("fixtures/formatted-samples.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "fixture",
  });
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  const inBrowser: string[] = await page.evaluate("fixture.formattedSamples()");
  const inNode = formattedSamples();
  expect(inNode.length).toBeGreaterThan(1_000);
  expect(inBrowser.filter((line, i) => line !== inNode[i])).toEqual([]);
  expect(inBrowser).toHaveLength(inNode.length);
});
