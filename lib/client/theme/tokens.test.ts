import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** The declarations of the first block whose selector list ends with `selector`. */
function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {\n  color-scheme`);
  const block = css.slice(css.indexOf("{", start) + 1, css.indexOf("}", start));
  return new Map([...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(["light", "dark"])("tokens, %s", (scheme) => {
  const tokens = tokensOf(`[data-mantine-color-scheme="${scheme}"]`);
  const token = (name: string) => {
    const value = tokens.get(`--pb-${name}`);
    if (!value?.startsWith("#")) throw new Error(`no colour --pb-${name} in ${scheme}`);
    return value;
  };

  it.each(["text", "dim", "faint", "accent", "ok", "warn", "crit", "info"])(
    "[WCAG 1.4.3] %s reads on every ground",
    (name) => {
      for (const ground of ["bg", "card", "hover", "line-soft"]) {
        expect(contrast(token(name), token(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it.each(["accent", "ok", "warn", "crit", "info"])(
    "[WCAG 1.4.3] %s reads on its own tint, and text on it when filled",
    (name) => {
      expect(contrast(token(name), token(`${name}-bg`))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(token("on-tone"), token(name))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it("[WCAG 1.4.11] series, references and the edge of inputs stand out from the card", () => {
    for (const name of [
      "series-1",
      "series-2",
      "series-3",
      "series-4",
      "series-5",
      "series-6",
      "reference",
      "line-strong",
    ]) {
      expect(contrast(token(name), token("card")), name).toBeGreaterThanOrEqual(3);
    }
  });

  it("[TOKENS] has exactly the names of the other scheme", () => {
    const other = tokensOf(`[data-mantine-color-scheme="${scheme === "light" ? "dark" : "light"}"]`);
    expect([...tokens.keys()].sort()).toEqual([...other.keys()].sort());
  });
});
