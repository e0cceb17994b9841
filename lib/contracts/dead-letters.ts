import { z } from "zod";
import { operation } from "@/lib/hub-protocol";
import { Uuid } from "./primitives";

/**
 * An event that could not be stored or published and was taken out of its stream. `offset`: where it stood, if it got that far; there is a
 * void now. `payload` is the event's data with everything in it.
 */
export const DeadLetter = z.strictObject({
  id: Uuid,
  stream: z.string(),
  type: z.string(),
  at: z.string(),
  payload: z.unknown(),
  offset: z.int().nullable(),
  error: z.string(),
  tries: z.int(),
  diedAt: z.string(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** The newest 100 first; `total` counts all. */
export const DeadLetterList = z.strictObject({ items: z.array(DeadLetter), total: z.int() });
export type DeadLetterList = z.infer<typeof DeadLetterList>;

const one = z.strictObject({ id: Uuid });
const done = z.strictObject({});

export const operations = {
  listDeadLetters: operation({ input: z.strictObject({}), output: DeadLetterList, permission: "settings.manage" }),
  retryDeadLetter: operation({ input: one, output: done, permission: "settings.manage" }),
  discardDeadLetter: operation({ input: one, output: done, permission: "settings.manage" }),
};
