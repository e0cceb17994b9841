import { expect, it } from "vitest";
import { clientName } from "./client-name";

const webKit = "AppleWebKit/537.36 (KHTML, like Gecko)";

it.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${webKit} HeadlessChrome/156.0.0.0 Safari/537.36`, "Chromium · Linux"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/156.0.0.0 Safari/537.36`, "Chrome · Windows"],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`,
    "Edge · Windows",
  ],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webKit} Chrome/156.0.0.0 Safari/537.36`, "Chrome · ChromeOS"],
  [`Mozilla/5.0 (Linux; Android 10; K) ${webKit} Chrome/156.0.0.0 Mobile Safari/537.36`, "Chrome · Android"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1",
    "Chrome · iOS",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
    "Safari · macOS",
  ],
  ["Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0", "Firefox · Linux"],
  ["Firefox/152.0", "Firefox"],
  ["curl/8.5.0", "curl"],
  ["python-requests/2.32.3", "python-requests"],
  ["node", "node"],
])("[OPS-CLIENT-NAME] %s is %s", (userAgent, name) => {
  expect(clientName(userAgent)).toBe(name);
});

it("[OPS-CLIENT-UNKNOWN] what cannot be told, and what is no product, is said to be unknown", () => {
  const strange = [
    undefined,
    "",
    "Mozilla/5.0 (Something)",
    "<b>You won</b>",
    "x".repeat(41),
    "(comment) curl/8",
    "Ä/1",
  ];
  expect(strange.map(clientName)).toEqual(strange.map(() => "Unknown client"));
});
