import { WebSocket } from "ws";
import type { Cursor, DataEvent } from "@/lib/hub-protocol";
import { type ClientOptions, recordersFor, type SoakClient, streamNames } from "./client";
import { keepComing } from "./comeback";

const retryMs = 250;

type Told = {
  op: string;
  stream: keyof ReturnType<typeof recordersFor>;
  epoch: string;
  offset: number;
  head: number;
} & Record<string, unknown>;

/** A client of `/ws` that keeps its places itself, as the documentation tells it to. */
export function followByWebSocket(options: ClientOptions): SoakClient {
  const recorders = recordersFor(options);
  const places = new Map<string, Cursor>();
  const ends: string[] = [];

  function take(told: Told): void {
    const { op, stream, epoch } = told;
    if (op === "notice") ends.push(String(told.code));
    if (op === "reply" && told.ok === false) ends.push(`refused: ${JSON.stringify(told.error)}`);
    if (op === "snapshot" || op === "resync") {
      places.set(stream, { epoch, offset: told.head });
      recorders[stream].start({
        epoch,
        head: told.head,
        snapshot: told.snapshot,
        cursor: told.cursor as string | null,
        announced: op === "resync",
      });
    }
    if (op === "event") recorders[stream].take([told as unknown as DataEvent]);
    if (op === "event" || op === "place") places.set(stream, { epoch, offset: told.offset });
  }

  const stop = keepComing(async (signal) => {
    const token = await options.tokens.of(options.role).catch(() => "");
    if (signal.aborted) return 0;
    const socket = new WebSocket(`${options.url.replace("http", "ws")}/ws`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const terminate = () => socket.terminate();
    signal.addEventListener("abort", terminate);
    socket.on("error", () => socket.terminate());
    socket.on("message", (data) => take(JSON.parse(String(data))));
    socket.on("open", () => {
      for (const stream of streamNames)
        socket.send(JSON.stringify({ op: "subscribe", stream, since: places.get(stream) ?? null }));
    });
    const code = await new Promise<number>((resolve) => socket.once("close", resolve));
    signal.removeEventListener("abort", terminate);
    ends.push(`close ${code}`);
    return retryMs;
  });
  return { name: options.name, wire: "ws", role: options.role, recorders, ends, stop };
}
