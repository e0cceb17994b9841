import { describe, expect, it } from "vitest";
import type { User } from "@/lib/contracts/identity";
import { HubError } from "@/lib/hub-protocol";
import { personErrors, refusalOf, withUser } from "./user-changes";

const user = (id: string, name: string): User => ({
  id,
  name,
  email: `${id}@x.test`,
  role: "viewer",
  disabled: false,
  demo: false,
  createdAt: "2026-01-01T00:00:00.000Z",
  lastLoginAt: null,
  lastSeenAt: null,
  signIn: { password: true, provider: null },
  fixed: { role: null, password: null },
});

describe("changes of users", () => {
  it("a user keeps the place in the list; a new one comes last, as the server lists them", () => {
    const users = [user("a", "A"), user("b", "B")];
    expect(withUser(users, user("a", "Anna")).map(({ name }) => name)).toEqual(["Anna", "B"]);
    expect(withUser(users, user("c", "C")).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("a refusal stands at its field, and what has no field in the form is said in words", () => {
    const taken = new HubError("CONFLICT", "Somebody has this e-mail already.", {
      fields: [{ path: "email", message: "Already taken." }],
    });
    expect(refusalOf(taken, ["email", "name"])).toEqual({ fields: { email: "Already taken." }, message: null });
    expect(refusalOf(taken, ["name"])).toEqual({ fields: {}, message: "Somebody has this e-mail already." });
    expect(refusalOf(new HubError("DISCONNECTED", "The server cannot be reached."), ["name"]).message).toBe(
      "The server cannot be reached.",
    );
    expect(refusalOf(new TypeError("x is not a function"), []).message).not.toContain("function");
  });

  it("what can be seen without the server is said without it", () => {
    expect(personErrors({ name: "  ", email: "nobody", password: "short" })).toEqual({
      name: "Enter a name.",
      email: "Enter an e-mail address.",
      password: "Use at least 10 characters.",
    });
    expect(personErrors({ name: "Ines" })).toEqual({});
  });
});
