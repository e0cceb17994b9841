import { z } from "zod";
import { Cursor, HubError, parseInput } from "@/lib/hub-protocol";

/** Chosen by the client, and given back with the reply. */
const Id = z.union([z.string().max(64), z.int()]);

const Message = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.literal("subscribe"),
    id: Id.optional(),
    stream: z.string().max(64),
    since: Cursor.nullish(),
    set: z.string().max(64).optional(),
  }),
  z.strictObject({
    op: z.literal("unsubscribe"),
    id: Id.optional(),
    stream: z.string().max(64),
    set: z.string().max(64).optional(),
  }),
  z.strictObject({ op: z.literal("call"), id: Id, method: z.string().max(64), input: z.unknown().optional() }),
  z.strictObject({ op: z.literal("ping"), id: Id.optional() }),
]);
export type ClientMessage = z.infer<typeof Message>;
export type MessageId = z.infer<typeof Id>;

/** The JSON of one frame. Throws INVALID_ARGUMENT. */
export function readJson(frame: Buffer, isBinary: boolean): unknown {
  if (isBinary) throw new HubError("INVALID_ARGUMENT", "Send text, not binary frames.");
  try {
    return JSON.parse(frame.toString());
  } catch (cause) {
    throw new HubError("INVALID_ARGUMENT", "This is not JSON.", { cause });
  }
}

/** Throws INVALID_ARGUMENT with the places that are wrong. */
export const readMessage = (json: unknown): ClientMessage => parseInput(Message, json);

/** The id of whatever was sent, so that an answer can name it; null when there is none. */
export function idIn(json: unknown): MessageId | null {
  if (typeof json !== "object" || json === null || !("id" in json)) return null;
  return Id.safeParse(json.id).data ?? null;
}
