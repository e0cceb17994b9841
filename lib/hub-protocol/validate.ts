import type { z } from "zod";
import { type FieldError, HubError } from "./errors";

/** Wrong places of an input, as paths such as `items.0.quantity`; at most 20. */
export const fieldErrors = (error: z.core.$ZodError): FieldError[] =>
  error.issues
    .slice(0, 20)
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.slice(0, 20).map((key) => ({ path: [...issue.path, key].join("."), message: "Unknown field." }))
        : [{ path: issue.path.join("."), message: issue.message }],
    );

/** Returns the parsed input, or throws `INVALID_ARGUMENT` with `fields`. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = fieldErrors(result.error);
  const first = fields[0];
  const message = first ? `${first.path || "input"}: ${first.message}` : "Invalid input.";
  throw new HubError("INVALID_ARGUMENT", message, { fields });
}
