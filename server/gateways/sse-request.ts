import type { IncomingMessage } from "node:http";
import { DurableStreamName } from "@/lib/contracts/streams";
import type { CloseCode, Cursor } from "@/lib/hub-protocol";
import { HubError } from "@/lib/hub-protocol";
import { parsePlace } from "./place-text";

export interface StreamRequest {
  /** Where to go on in each stream; null starts it with a snapshot. */
  since: ReadonlyMap<DurableStreamName, Cursor | null>;
  /** The client was told not to come back, and has come back by itself. */
  closed: CloseCode | null;
}

/** A place that no stream can continue: the reader is told to start anew. */
const unknownPlace: Cursor = { epoch: "unknown", offset: 0 };

/** Reads what is asked for. Throws INVALID_ARGUMENT. */
export function readStreamRequest({ url, headers }: IncomingMessage): StreamRequest {
  const query = new URL(url ?? "/", "http://pulseboard").searchParams;
  const streams = readNames(query.get("streams"));
  // An EventSource sends the one and keeps the address with the other: the header is newer.
  const header = String(headers["last-event-id"] ?? "");
  const told = header === "" ? (query.get("lastEventId") ?? "") : header;
  if (told === "") return { since: new Map(streams.map((stream) => [stream, null])), closed: null };
  const place = parsePlace(told);
  if (place === null && header === "")
    throw invalid("lastEventId", "An id that this server gave, with the percent-encoding of a query.");
  const since = streams.map((stream) => [stream, place === null ? unknownPlace : place.places.get(stream)] as const);
  return {
    since: new Map(since.map(([stream, cursor]) => [stream, cursor ?? null])),
    closed: header === "" ? null : (place?.closed ?? null),
  };
}

function readNames(text: string | null): DurableStreamName[] {
  const names = [...new Set((text ?? "").split(",").filter(Boolean))];
  const known = names.map((name) => DurableStreamName.safeParse(name));
  const streams = known.flatMap(({ data }) => (data === undefined ? [] : [data]));
  if (names.length === 0 || streams.length < names.length)
    throw invalid("streams", `One or more of: ${DurableStreamName.options.join(", ")}, separated by commas.`);
  return streams;
}

const invalid = (path: string, message: string): HubError =>
  new HubError("INVALID_ARGUMENT", `${path}: ${message}`, { fields: [{ path, message }] });
