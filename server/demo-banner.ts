import { demoAccounts } from "@/lib/services/identity/demo-accounts";

/** What the person who started a demo wants to know, in plain words: where it is and who can sign in. */
export function demoBanner(url: string): string {
  const width = Math.max(...demoAccounts.map(({ email }) => email.length)) + 2;
  const accounts = demoAccounts.map(({ email, password }) => `    ${email.padEnd(width)}${password}`);
  return [
    "",
    `  Pulseboard is ready: ${url}`,
    "",
    "  Demo accounts (e-mail, password):",
    ...accounts,
    "",
    "  Ctrl-C ends it.",
    "",
  ].join("\n");
}
