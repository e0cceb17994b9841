import { describe, expect, it } from "vitest";
import { returnPath } from "./return-path";

describe("[login] back to the page one wanted, and only to ours", () => {
  it.each(["/", "/orders", "/orders/42?tab=history#end", "/explore?from=//x", "/orders?q=a%2F%2Fb", "/loginx"])(
    "%s",
    (path) => {
      expect(returnPath(path)).toBe(path);
    },
  );

  it.each([
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "/\\/evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/./\t/evil.test",
    "/.//evil.test",
    "/x/..//evil.test",
    "https://evil.test",
    "javascript:alert(1)",
    "evil.test",
    "\\\\evil.test",
    " /orders",
    "",
    "/login?from=/login",
    "/setup",
    "/api/auth/signout",
    `/${"x".repeat(2_000)}`,
    undefined,
    null,
    ["/orders", "//evil.test"],
    7,
  ])("%s leads to the overview", (from) => {
    expect(returnPath(from)).toBe("/");
  });

  it("whatever comes back stays on this host in a browser's eyes", () => {
    for (const from of [
      "/%2F/evil.test",
      "/@evil.test",
      "/orders\\..\\..//evil.test",
      "/a/../../..//evil.test",
      "/;//evil.test",
    ]) {
      expect(new URL(returnPath(from), "http://localhost:3000").host).toBe("localhost:3000");
    }
  });
});
