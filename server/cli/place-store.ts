import { createHash } from "node:crypto";
import { join } from "node:path";
import { Cursor } from "@/lib/hub-protocol";
import { stateDir } from "./places";
import { readJsonFile, writePrivateJson } from "./private-file";

/** Whose place in which stream of which server. */
export interface PlaceKey {
  url: string;
  stream: string;
  identity: string;
}

/** A place in a stream that outlives the process. */
export interface PlaceStore {
  readonly path: string;
  /** Null at the first time. Throws when the file is damaged. */
  read(): Cursor | null;
  save(place: Cursor): void;
}

export function openPlaceStore(env: Readonly<Record<string, string | undefined>>, key: PlaceKey): PlaceStore {
  const name = createHash("sha256")
    .update(JSON.stringify([key.url, key.stream, key.identity]))
    .digest("hex");
  const path = join(stateDir(env), `tail-${name.slice(0, 24)}.json`);
  return {
    path,
    read() {
      const content = readJsonFile(path);
      if (content === null) return null;
      const place = Cursor.safeParse((content as { place?: unknown }).place);
      if (!place.success) throw new Error(`${path} is damaged: delete it.`);
      return place.data;
    },
    save: (place) => writePrivateJson(path, { ...key, place }),
  };
}

/** `EPOCH:OFFSET`, as people type it, or null for anything else. */
export function parsePlace(text: string): Cursor | null {
  const at = text.lastIndexOf(":");
  const offset = text.slice(at + 1);
  return at > 0 && /^\d{1,15}$/.test(offset) ? { epoch: text.slice(0, at), offset: Number(offset) } : null;
}

export const formatPlace = ({ epoch, offset }: Cursor): string => `${epoch}:${offset}`;
