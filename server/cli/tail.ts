import type { AuditEntry } from "@/lib/contracts/audit";
import type { Notification } from "@/lib/contracts/notifications";
import type { Order } from "@/lib/contracts/orders";
import { type DurableStreamName, streams } from "@/lib/contracts/streams";
import type { ConnectionState, StreamHandlers, TypedEvent } from "@/lib/hub-client";
import { type Cursor, HubError } from "@/lib/hub-protocol";
import { findAccess } from "./access";
import type { Command, Typed } from "./command";
import { accessFlags, givenTimeoutMs } from "./common-flags";
import { holdHub } from "./hub-connection";
import { jsonLine, type Output, printable } from "./output";
import { formatPlace, openPlaceStore, type PlaceStore, parsePlace } from "./place-store";
import { auditRow, notificationRow, orderRow } from "./table";

const names = Object.entries(streams).flatMap(([name, { kind }]) =>
  kind === "durable" ? [name as DurableStreamName] : [],
);

export const tail: Command = {
  name: "tail",
  takes: names.join("|"),
  summary: "print events as they happen, and what was missed after each cut",
  flags: {
    ...accessFlags,
    since: { type: "string", value: "EPOCH:OFFSET", help: "go on after this place; otherwise from now on" },
    resume: { type: "boolean", help: "go on where the last tail with this flag stopped; the place is kept on disk" },
    quiet: { type: "boolean", help: "nothing on stderr but errors" },
    timeout: { ...accessFlags.timeout, help: "give up without a server for so long (10 at first, then never)" },
  },
  notes: [
    "",
    "With --resume each line is printed first and its place kept afterwards: a tail that is killed between the two prints",
    "that one line again. What the server no longer keeps cannot be printed; stderr then says that the stream starts anew.",
  ],
  async run(typed, world) {
    const stream = readStream(typed);
    const since = readSince(typed);
    const access = findAccess(typed, world);
    const { output } = world;
    const key = { url: access.server.url, stream, identity: access.identity };
    const store = typed.has("resume") ? openPlaceStore(world.env, key) : null;
    const note = typed.has("quiet") ? () => undefined : (text: string) => output.note(printable(text));
    await holdHub({
      access,
      version: world.version,
      patienceMs: givenTimeoutMs(typed),
      signal: world.signal,
      onState: noteStates(note, access.server.url),
      use(client, fail) {
        const asJson = typed.has("json") || !output.isTerminal;
        client.on("notice", ({ code, message }) => note(`notice: ${message} (${code})`));
        client.stream(stream, printEvents({ output, asJson, store, note, fail, since }));
      },
    });
  },
};

function readStream(typed: Typed): DurableStreamName {
  const name = names.find((each) => each === typed.positionals[0]);
  if (!name || typed.positionals.length !== 1)
    throw new HubError("INVALID_ARGUMENT", `tail takes one of: ${names.join(", ")}.`);
  if (typed.has("resume") && typed.text("since") !== undefined)
    throw new HubError("INVALID_ARGUMENT", "--since and --resume both say where to go on: use one.");
  return name;
}

function readSince(typed: Typed): Cursor | null {
  const text = typed.text("since");
  const place = text === undefined ? null : parsePlace(text);
  if (text !== undefined && !place)
    throw new HubError("INVALID_ARGUMENT", "--since takes EPOCH:OFFSET, as the JSON lines have them.");
  return place;
}

/** What changes for a person who watches: connected, lost, tried again. */
function noteStates(note: (text: string) => void, url: string): (state: ConnectionState) => void {
  let isTold = false;
  return (state) => {
    if (state.kind === "live") note(`connected to ${url}`);
    if (state.kind === "waiting" && !isTold) note(`no connection to ${url} (${state.reason}); trying again`);
    if (state.kind !== "connecting") isTold = state.kind === "waiting";
  };
}

interface Printing {
  output: Output;
  asJson: boolean;
  store: PlaceStore | null;
  since: Cursor | null;
  note: (text: string) => void;
  fail: (error: unknown) => void;
}

/** Prints in order; a place is kept once its line is written. */
function printEvents({ output, asJson, store, since, note, fail }: Printing): StreamHandlers<unknown, unknown> {
  let printed = Promise.resolve();
  const enqueue = (work: () => Promise<void> | void) => {
    printed = printed.then(work);
    printed.catch(fail);
  };
  return {
    cursor: since ?? store?.read() ?? undefined,
    onSnapshot: ({ epoch, head, announced }) => {
      const place = { epoch, offset: head };
      if (announced)
        note(`resync: the stream starts anew at ${formatPlace(place)}; what came before it cannot be printed`);
      // Kept before the first event too: whoever is killed until then misses nothing.
      enqueue(() => {
        store?.save(place);
        if (!announced) note(`from now on, after ${formatPlace(place)}`);
      });
    },
    onEvents: (events) => {
      for (const event of events)
        enqueue(async () => {
          await output.line(asJson ? jsonLine(event) : row(event, output));
          store?.save({ epoch: event.epoch, offset: event.offset });
        });
    },
    onCaughtUp: ({ count }) => note(`caught up: ${count} ${count === 1 ? "event" : "events"}`),
    onError: fail,
  };
}

function row(event: TypedEvent<unknown>, output: Output): string {
  switch (event.stream) {
    case "orders":
      return orderRow(event.data as Order, event.at, output);
    case "notifications":
      return notificationRow(event.data as Notification, event.at, output);
    case "audit":
      return auditRow(event.data as AuditEntry, event.at, output);
    default:
      return jsonLine(event);
  }
}
