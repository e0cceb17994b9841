import { z } from "zod";
import { HubError } from "@/lib/hub-protocol";

/** Where a list's next page begins: the sort time and id of the last row of this one. Opaque to callers. */
const Position = z.tuple([z.iso.datetime(), z.uuid()]);

export interface ListPosition {
  at: Date;
  id: string;
}

export const encodeCursor = ({ at, id }: ListPosition): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");

/** Throws INVALID_ARGUMENT naming `cursor` for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string | undefined): ListPosition | null {
  if (cursor === undefined) return null;
  try {
    const [at, id] = Position.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { at: new Date(at), id };
  } catch (cause) {
    const message = "Not a cursor of this list. Use nextCursor of the page before.";
    throw new HubError("INVALID_ARGUMENT", `cursor: ${message}`, { fields: [{ path: "cursor", message }], cause });
  }
}
