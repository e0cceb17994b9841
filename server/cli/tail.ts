import { type DurableStreamName, streams } from "@/lib/contracts/streams";
import type { ConnectionState } from "@/lib/hub-client";
import { type Cursor, HubError } from "@/lib/hub-protocol";
import { findAccess } from "./access";
import type { Command, Typed } from "./command";
import { accessFlags, givenTimeoutMs } from "./common-flags";
import { holdHub } from "./hub-connection";
import { printable } from "./output";
import { openPlaceStore, parsePlace } from "./place-store";
import { printEvents } from "./print-events";

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
