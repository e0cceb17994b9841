import type { CloseCode, Cursor } from "@/lib/hub-protocol";
import { closeCodes } from "@/lib/hub-protocol";

/** Where a reader of several streams stands; `closed` when the server has told it for good. */
export interface ReaderPlace {
  places: ReadonlyMap<string, Cursor>;
  closed: CloseCode | null;
}

const placePattern = /^([a-z]{1,40})=([\w-]{1,64}):(\d{1,15})$/;
const closedPattern = /^closed=([A-Z_]{1,40})$/;

/** `orders=EPOCH:12,notifications=EPOCH:4`, what stands in the `id:` of Server-Sent Events. Opaque to clients. */
export const formatPlace = (places: Iterable<readonly [stream: string, place: Cursor]>): string =>
  [...places].map(([stream, { epoch, offset }]) => `${stream}=${epoch}:${offset}`).join(",");

/** The same for a connection that is not to come back by itself. */
export const formatClosedPlace = (code: CloseCode, place: string): string =>
  place === "" ? `closed=${code}` : `closed=${code},${place}`;

/** Whose token expired may have a new one: the answer says whether it counts, and nothing before. */
export const staysAway = (code: CloseCode): boolean => !closeCodes[code].retry && code !== "EXPIRED";

/** Returns null for what this server never wrote. */
export function parsePlace(text: string): ReaderPlace | null {
  const places = new Map<string, Cursor>();
  let closed: CloseCode | null = null;
  for (const part of text.split(",")) {
    const [, code] = closedPattern.exec(part) ?? [];
    const [, stream, epoch, offset] = placePattern.exec(part) ?? [];
    if (code !== undefined && Object.hasOwn(closeCodes, code)) closed = code as CloseCode;
    else if (stream !== undefined && epoch !== undefined) places.set(stream, { epoch, offset: Number(offset) });
    else return null;
  }
  return { places, closed };
}
