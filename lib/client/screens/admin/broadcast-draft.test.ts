import { describe, expect, it } from "vitest";
import { Broadcast } from "@/lib/contracts/notifications";
import { audienceText, draftErrors, emptyDraft, longest } from "./broadcast-draft";

const draft = { ...emptyDraft, title: "Stock-taking", body: "From 18:00 on nothing is packed." };

describe("a broadcast", () => {
  it("is complete with a title, a text and somebody to tell", () => {
    expect(draftErrors(draft)).toEqual({});
    expect(Object.keys(draftErrors({ ...draft, title: " ", body: "", roles: [] }))).toEqual(["title", "body", "roles"]);
  });

  it("counts as long as the contract does", () => {
    const atLimit = { ...draft, title: "t".repeat(longest.title), body: "b".repeat(longest.body) };
    const over = { ...atLimit, title: `${atLimit.title}t`, body: `${atLimit.body}b` };
    const parse = ({ roles, ...rest }: typeof draft) => Broadcast.safeParse({ ...rest, audience: { roles } });
    expect(draftErrors(atLimit)).toEqual({});
    expect(parse(atLimit).success).toBe(true);
    expect(Object.keys(draftErrors(over))).toEqual(["title", "body"]);
    expect(parse(over).error?.issues.map((issue) => issue.path.join("."))).toEqual(["title", "body"]);
  });

  it("says whom it reaches", () => {
    expect(audienceText(["viewer", "operator", "admin"])).toBe("everybody");
    expect(audienceText(["operator", "admin"])).toBe("operators and admins");
  });
});
