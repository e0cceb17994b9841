/** By the mark that each leaves; those that pretend to be another stand before it. */
const browsers: readonly (readonly [name: string, mark: RegExp])[] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Vivaldi", /\bVivaldi\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chromium", /\b(?:Chromium|HeadlessChrome)\//],
  ["Chrome", /\b(?:Chrome|CriOS)\//],
  ["Safari", /\bVersion\/\S+ .*\bSafari\//],
];

const systems: readonly (readonly [name: string, mark: RegExp])[] = [
  ["iOS", /\b(?:iPhone|iPad|iPod)\b/],
  ["Android", /\bAndroid\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\b(?:Linux|X11)\b/],
];

const nameIn = (names: typeof browsers, userAgent: string): string | undefined =>
  names.find(([, mark]) => mark.test(userAgent))?.[0];

/** A product token of HTTP (RFC 9110, 10.1.5), kept short: it is a stranger's word on an admin's page. */
const firstProduct = /^([\w!#$%&'*+.^`|~-]{1,40})(?:\/|\s|$)/;

const unknownClient = "Unknown client";

/** What a `User-Agent` header says in short: "Firefox · Windows" of a browser, "curl" of a program, otherwise "Unknown client". */
export function clientName(userAgent: string | undefined): string {
  if (userAgent === undefined) return unknownClient;
  const browser = nameIn(browsers, userAgent);
  if (browser !== undefined) return [browser, nameIn(systems, userAgent) ?? []].flat().join(" · ");
  const product = firstProduct.exec(userAgent)?.[1];
  // Every browser calls itself Mozilla, also one that is not known here.
  return product === undefined || product === "Mozilla" ? unknownClient : product;
}
