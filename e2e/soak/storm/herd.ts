import type { OpsHub } from "@/lib/contracts/ops-hub";
import { contractOf, createHubClient, type HubClient } from "@/lib/hub-client";
import { Recorder } from "../clients/recorder";
import type { Item } from "../oracle/entries";
import { judge } from "../oracle/judge";
import type { Answer, Order } from "./messages";

/** A process of many clients of the orders stream, told what to do by the one that forked it. */
const startWithinMs = 120_000;
const startAtOnce = 50;
const recorders: Recorder[] = [];
const clients: HubClient<OpsHub>[] = [];

const answer = (message: Answer): void => void process.send?.(message);

function open(url: string, token: string, index: number): Recorder {
  const recorder = new Recorder(`${process.pid}/${index}`, "orders", async () => []);
  const client = createHubClient(contractOf<OpsHub>("/hubs/ops"), {
    url,
    transports: ["websocket"],
    auth: async () => ({ token }),
  });
  client.stream("orders", {
    onSnapshot: (start) => recorder.start(start),
    onEvents: (events) => recorder.take(events),
  });
  client.connect();
  recorders.push(recorder);
  clients.push(client);
  return recorder;
}

async function start(url: string, token: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += startAtOnce) {
    const some = Array.from({ length: Math.min(startAtOnce, count - index) }, (_, i) => open(url, token, index + i));
    await Promise.all(some.map((recorder) => recorder.until(({ hasStarted }) => hasStarted, startWithinMs)));
  }
}

async function show(item: Item, withinMs: number): Promise<number[]> {
  return Promise.all(
    recorders.map(async (recorder) => {
      await recorder.until((each) => each.shows(item), withinMs);
      return Date.now();
    }),
  );
}

async function obey(order: Order): Promise<Answer> {
  switch (order.kind) {
    case "start":
      await start(order.url, order.token, order.clients);
      return { kind: "started" };
    case "show":
      return { kind: "shown", atMs: await show(order.item, order.withinMs) };
    case "judge":
      return {
        kind: "judged",
        words: judge({ ...order.facts, logs: recorders }).words,
        resyncs: recorders.reduce((sum, each) => sum + each.resyncs, 0),
      };
  }
}

process.on("message", (order: Order) => {
  obey(order).then(answer, (error: unknown) => answer({ kind: "failed", message: String(error) }));
});
process.on("disconnect", () => process.exit(0));
