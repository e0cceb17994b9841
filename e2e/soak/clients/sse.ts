import { get, type IncomingMessage } from "node:http";
import type { DataEvent } from "@/lib/hub-protocol";
import { type ClientOptions, recordersFor, type SoakClient } from "./client";
import { keepComing } from "./comeback";

const defaultRetryMs = 1_000;

/** A reader of `/api/stream` as an EventSource is one: comes back with the last id that it read. */
export function followBySse(options: ClientOptions): SoakClient {
  const recorders = recordersFor(options);
  const ends: string[] = [];
  let lastId = "";
  let retryMs = defaultRetryMs;

  function takeBlock(block: string): void {
    const lines = block.split("\n");
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const [data, event] = [field("data"), field("event")];
    retryMs = Number(field("retry") ?? retryMs);
    lastId = field("id") ?? lastId;
    if (data === undefined) return;
    const told = JSON.parse(data);
    if (event === "notice") ends.push(told.code);
    else if (event === "snapshot" || event === "resync") {
      recorders[told.stream as keyof typeof recorders].start({ ...told, announced: event === "resync" });
    } else recorders[told.stream as keyof typeof recorders].take([told as DataEvent]);
  }

  const read = (response: IncomingMessage): Promise<void> =>
    new Promise((resolve) => {
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        const blocks = (rest + chunk).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) takeBlock(block);
      });
      response.on("error", () => undefined);
      response.once("close", resolve);
    });

  const stop = keepComing(async (signal) => {
    try {
      const response = await open(options, lastId, signal);
      if (response.statusCode !== 200) ends.push(`HTTP ${response.statusCode}`);
      await read(response);
    } catch (error) {
      ends.push(String(error));
    }
    return retryMs;
  });
  return { name: options.name, wire: "sse", role: options.role, recorders, ends, stop };
}

async function open(
  { url, tokens, role }: ClientOptions,
  lastId: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = {
    authorization: `Bearer ${await tokens.of(role)}`,
    accept: "text/event-stream",
    ...(lastId !== "" && { "last-event-id": lastId }),
  };
  return new Promise((resolve, reject) => {
    const request = get(`${url}/api/stream?streams=orders,notifications`, { agent: false, headers, signal }, resolve);
    request.on("error", reject);
  });
}
