import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, it } from "vitest";
import type { ReplayReply, Reply } from "@/lib/hub-protocol";
import { type Loopback, RefusedHandshake } from "@/server/hub";
import { EventStream } from "./event-stream";

const nothing: Reply<ReplayReply> = {
  ok: true,
  value: { stream: "orders", epoch: "e", head: 0, events: [], more: false },
};

/** An event stream of orders and notifications, at a hub that answers when the test says so. */
function begin() {
  const answers = new Map<string, () => void>();
  const loopback: Loopback = {
    opened: Promise.resolve(),
    call: (_method, input, answer) =>
      void answers.set((input as { stream: string }).stream, () => answer(nothing as Reply<unknown>)),
    wrote: () => undefined,
    pinged: () => undefined,
    ponged: () => undefined,
    gone: () => undefined,
  };
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const stream = new EventStream({ response, heartbeatIntervalMs: 60_000, retryMs: 1_000 });
  const since = { epoch: "e", offset: 0 };
  const following = stream.follow(
    loopback,
    new Map([
      ["orders", since],
      ["notifications", since],
    ]),
  );
  return { stream, following, answer: (name: string) => answers.get(name)?.() };
}

it("[SSE-REFUSED] whoever is refused while some streams were answered and others not is told so, and not left waiting", async () => {
  const { stream, following, answer } = begin();
  answer("notifications");
  stream.transport.end("REVOKED");
  await expect(following).rejects.toThrow(RefusedHandshake);
});

it("[SSE-REFUSED] whoever is refused between the last answer and the first byte is told so", async () => {
  const { stream, following, answer } = begin();
  answer("orders");
  answer("notifications");
  await following;
  stream.transport.end("REVOKED");
  expect(() => stream.begin({})).toThrow(RefusedHandshake);
});
