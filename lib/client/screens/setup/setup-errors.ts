import { CreateFirstAdmin } from "@/lib/contracts/identity";
import type { FieldError } from "@/lib/hub-protocol";

export interface SetupValues {
  code: string;
  name: string;
  email: string;
  password: string;
  shopName: string;
  timeZone: string;
  currency: string;
}

type Errors = Partial<Record<keyof SetupValues, string>>;

const whenEmpty: Required<Errors> = {
  code: "Enter the code from the server's log.",
  name: "Enter your name.",
  email: "Enter an e-mail address.",
  password: "Choose a password.",
  shopName: "Enter a name for the shop.",
  timeZone: "Choose a time zone.",
  currency: "Choose a currency.",
};

/** What is wrong with each field, in words for people, by the contract's own rules; empty when nothing is. */
export function setupErrors(values: SetupValues): Errors {
  const parsed = CreateFirstAdmin.safeParse(values, {
    error: (issue) => (issue.code === "too_big" ? `At most ${issue.maximum} characters.` : undefined),
  });
  const errors: Errors = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0] as keyof SetupValues;
    // This server's own lists are the choice, and may know more zones and currencies than this browser.
    const isChoice = field === "timeZone" || field === "currency";
    if (!isChoice || values[field] === "") errors[field] ??= wordsFor(field, values[field], issue.message);
  }
  return errors;
}

const wordsFor = (field: keyof SetupValues, value: string, message: string): string =>
  value.trim() === "" || field === "email" ? whenEmpty[field] : message;

/** The server's complaints at their fields, the rest as one text for the form. */
export function splitServerErrors(
  fields: FieldError[] | undefined,
  message: string,
): { errors: Errors; rest: string | null } {
  const known = (fields ?? []).filter(({ path }) => path in whenEmpty);
  const errors = Object.fromEntries(known.map(({ path, message: text }) => [path, text]));
  return { errors, rest: known.length === 0 ? message : null };
}
