import type { User } from "@/lib/contracts/identity";
import type { Role } from "@/lib/contracts/permissions";
import { isHubError } from "@/lib/hub-protocol";

export const roleChoices: readonly { value: Role; label: string; about: string }[] = [
  { value: "viewer", label: "Viewer", about: "Sees orders and metrics, without customers' personal data." },
  { value: "operator", label: "Operator", about: "Sees everything of an order, moves orders, sends samples." },
  { value: "admin", label: "Admin", about: "All of that, and users, broadcasts and settings." },
];

export const roleWord = (role: Role): string => roleChoices.find((choice) => choice.value === role)?.label ?? role;

/** The list with one user as they are now: in their place, or at the end when they are new. */
export function withUser(users: readonly User[], user: User): User[] {
  const index = users.findIndex((one) => one.id === user.id);
  return index === -1 ? [...users, user] : users.with(index, user);
}

export interface Refusal {
  /** Messages by field. */
  fields: Record<string, string>;
  /** What belongs to no field of the form; null when everything does. */
  message: string | null;
}

/** What the server refused, told at the fields that a form has; the rest in one sentence. */
export function refusalOf(error: unknown, formFields: readonly string[]): Refusal {
  if (!isHubError(error)) return { fields: {}, message: "It did not work. Try again in a moment." };
  const told = (error.fields ?? []).filter((field) => formFields.includes(field.path));
  const fields: Record<string, string> = {};
  for (const { path, message } of told) fields[path] ??= message;
  return { fields, message: told.length > 0 && told.length === error.fields?.length ? null : error.message };
}

/** What is wrong with a person's fields before anybody is asked; the server's rules, said at once. */
export function personErrors(values: { name?: string; email?: string; password?: string }): Record<string, string> {
  const errors: Record<string, string> = {};
  if (values.name !== undefined && values.name.trim() === "") errors.name = "Enter a name.";
  if (values.email !== undefined && !/^\S+@\S+\.\S+$/.test(values.email.trim()))
    errors.email = "Enter an e-mail address.";
  if (values.password !== undefined && values.password.length < shortestPassword) {
    errors.password = `Use at least ${shortestPassword} characters.`;
  }
  return errors;
}

export const shortestPassword = 10;
