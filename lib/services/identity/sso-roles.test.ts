import { describe, expect, it } from "vitest";
import { parseRoleMap, roleOfClaims } from "./sso-roles";

const map = "admin=pulse-admins; operator=ops,shipping ;viewer=*";
const roleOf = (claims: Record<string, unknown>, roleClaim = "groups", text = map) =>
  roleOfClaims({ roleClaim, roleMap: parseRoleMap(text) }, claims);

describe("roles by claim", () => {
  it("[SSO-ROLE] the highest role of all groups wins, whatever their order; * is everybody", () => {
    expect(roleOf({ groups: ["ops", "pulse-admins"] })).toBe("admin");
    expect(roleOf({ groups: ["shipping", "other"] })).toBe("operator");
    expect(roleOf({ groups: ["other"] })).toBe("viewer");
    expect(roleOf({})).toBe("viewer");
  });

  it("[SSO-ROLE] without * who is in no group gets no role; names count to the letter", () => {
    for (const groups of [
      undefined,
      null,
      [],
      "",
      "Ops",
      "ops shipping",
      ["OPS"],
      [" ops"],
      [7, null, { ops: true }],
      { ops: true },
      "*",
    ]) {
      expect(roleOf({ groups }, "groups", "operator=ops")).toBeNull();
    }
    expect(roleOf({ groups: "ops" }, "groups", "operator=ops")).toBe("operator");
  });

  it("[SSO-ROLE] a dotted path leads into objects, and a claim of that very name comes first", () => {
    const text = "operator=ops;viewer=staff";
    expect(roleOf({ realm_access: { roles: ["ops"] } }, "realm_access.roles", text)).toBe("operator");
    expect(roleOf({ "https://a.example/groups": ["staff"] }, "https://a.example/groups", text)).toBe("viewer");
    for (const claims of [{}, { realm_access: null }, { realm_access: "ops" }, { realm_access: { roles: null } }]) {
      expect(roleOf(claims, "realm_access.roles", text)).toBeNull();
    }
    // Nothing that every object inherits is a claim.
    expect(roleOf({}, "constructor.name", "viewer=Object")).toBeNull();
  });

  it("a map that cannot be meant is refused in words", () => {
    for (const [text, words] of [
      ["", /nobody could sign in/],
      ["root=x", /admin=…/],
      ["ops", /admin=…/],
      ["viewer=", /at least one group/],
      ["viewer=a,,b", /no empty one/],
      ["viewer=a;viewer=b", /once/],
      ["admin=*", /Not everybody/],
    ] as const) {
      expect(() => parseRoleMap(text)).toThrow(words);
    }
  });
});
