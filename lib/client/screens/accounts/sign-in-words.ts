import type { SignInWays } from "@/lib/contracts/identity";

/** Where a provider's name begins a line: it may be called "single sign-on". */
export const atStart = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;

/** How somebody gets in, for a list: what they use, and what there is to know beside it. */
export function signInWords({ password, provider }: SignInWays): { way: string; more: string | null } {
  if (provider !== null) return { way: atStart(provider), more: password ? "or a password" : "no password" };
  return password ? { way: "Password", more: null } : { way: "No way in", more: "needs a reset link" };
}

/** What somebody who is let in again does. */
export const comeBackWords = ({ password, provider }: SignInWays): string => {
  if (provider !== null) return `They can sign in again with ${provider}${password ? " or their password" : ""}.`;
  return password
    ? "They can sign in again with the password they had."
    : "They have no password: make them a reset link afterwards.";
};

/** Whence one's own role is. */
export const roleSourceWords = (provider: string): string =>
  `Your role comes from ${provider}, anew at each sign-in: by the groups that you are in there.`;
