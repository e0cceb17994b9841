import { randomUUID } from "node:crypto";
import { type FieldError, HubError } from "@/lib/hub-protocol";

export interface InputParts {
  /** Parameters of the path, such as `id`. */
  params: Record<string, unknown>;
  query: URLSearchParams;
  /** Null for a read, which takes the query instead. */
  body: Record<string, unknown> | null;
  /** Null for operations without a key; the Idempotency-Key header, or undefined without one. */
  key: { header: string | undefined } | null;
}

/**
 * One input from where HTTP puts its parts. Throws INVALID_ARGUMENT for what is said twice: a repeated query parameter, a
 * path parameter or key again in query or body, and for a query on anything but a read.
 */
export function joinInput({ params, query, body, key }: InputParts): Record<string, unknown> {
  const wrong: FieldError[] = [];
  const fields = body ?? fieldsOfQuery(query, wrong);
  if (body !== null) {
    for (const name of new Set(query.keys()))
      wrong.push({ path: name, message: "Send it in the body: this takes no query." });
  }
  for (const name of Object.keys(params)) {
    if (Object.hasOwn(fields, name)) wrong.push({ path: name, message: "Comes from the path alone." });
  }
  if (key && Object.hasOwn(fields, "key"))
    wrong.push({ path: "key", message: "Send it as the header Idempotency-Key." });
  const first = wrong[0];
  if (first) throw new HubError("INVALID_ARGUMENT", `${first.path}: ${first.message}`, { fields: wrong.slice(0, 20) });
  return { ...fields, ...params, ...(key ? { key: key.header ?? randomUUID() } : {}) };
}

function fieldsOfQuery(query: URLSearchParams, wrong: FieldError[]): Record<string, unknown> {
  for (const name of new Set(query.keys())) {
    if (query.getAll(name).length > 1) wrong.push({ path: name, message: "Given more than once." });
  }
  return Object.fromEntries(query);
}
