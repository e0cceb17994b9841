import type { Severity } from "@/lib/contracts/notifications";
import type { Role } from "@/lib/contracts/permissions";

/** A message that is being written. */
export type BroadcastDraft = { severity: Severity; title: string; body: string; roles: Role[] };

export const emptyDraft: BroadcastDraft = {
  severity: "info",
  title: "",
  body: "",
  roles: ["viewer", "operator", "admin"],
};

/** Characters that the contract takes. */
export const longest = { title: 120, body: 1000 } as const;

/** What is wrong with a draft, by field; empty when it can be sent. */
export function draftErrors({ title, body, roles }: BroadcastDraft): Record<string, string> {
  const errors: Record<string, string> = {};
  if (title.trim() === "") errors.title = "Say what it is about.";
  if (title.trim().length > longest.title) errors.title = `At most ${longest.title} characters.`;
  if (body.trim() === "") errors.body = "Say what people should know or do.";
  if (body.trim().length > longest.body) errors.body = `At most ${longest.body} characters.`;
  if (roles.length === 0) errors.roles = "Choose somebody to tell.";
  return errors;
}

/** "everybody", or the roles in words: "viewers and operators". */
export function audienceText(roles: readonly Role[]): string {
  if (roles.length === 3) return "everybody";
  return roles.length === 0 ? "nobody" : roles.map((role) => `${role}s`).join(" and ");
}
