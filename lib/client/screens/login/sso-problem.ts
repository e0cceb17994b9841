import type { SsoRefusal } from "@/lib/contracts/sso-refusals";
import { atStart } from "../accounts/sign-in-words";

/** What to say to somebody whom single sign-on has brought back without a session; `name` is what the button calls it. */
export function wordsForSso(problem: string, name: string): string {
  const provider = atStart(name);
  const failed = `The answer of ${name} could not be checked; perhaps it took too long. Try again.`;
  const words: Record<SsoRefusal, string> = {
    unreachable: `${provider} does not answer. Try again in a moment.`,
    refused: `${provider} did not let you in, or you broke it off.`,
    failed,
    "no-role": "You are in no group that may use Pulseboard. Ask your administrator to add you to one.",
    "no-email": `${provider} does not tell your e-mail, which Pulseboard needs. Ask your administrator.`,
    unverified: `${provider} has not verified your e-mail, or does not say so. Do that first, or ask an administrator.`,
    "email-taken": "There is an account with your e-mail already. Sign in with its password, or ask an administrator.",
    disabled: "Your account is closed. Ask an administrator.",
    "last-admin": `You are the last admin here, and ${name} gives you another role now. Somebody else must become an admin first.`,
    "not-set-up": "Pulseboard has no admin yet. Set it up first.",
  };
  // The address may say anything.
  return Object.hasOwn(words, problem) ? words[problem as SsoRefusal] : failed;
}
