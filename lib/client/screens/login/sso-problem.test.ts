import { expect, it } from "vitest";
import { ssoRefusals } from "@/lib/contracts/sso-refusals";
import { wordsForSso } from "./sso-problem";

it("[SSO-WORDS] every reason has words of its own, and none of them is the code", () => {
  const words = ssoRefusals.map((reason) => wordsForSso(reason, "Shop login"));
  expect(new Set(words).size).toBe(ssoRefusals.length);
  for (const [at, reason] of ssoRefusals.entries()) if (reason.includes("-")) expect(words[at]).not.toContain(reason);
});

it("[SSO-WORDS] what an address makes up is said in the words of any failure", () => {
  expect(wordsForSso("<b>call 0900</b>", "Shop login")).toBe(wordsForSso("failed", "Shop login"));
});
