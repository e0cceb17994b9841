import { describe, expect, it } from "vitest";
import { HubError } from "@/lib/hub-protocol";
import { startChat } from "@/server/hub/chat-fixture";
import { clientOf, reach } from "./chat-client";

/** A source that tells how often it was asked and whether it was let go. Without `to` it never ends; `after` comes before its end. */
function numbers({ to = Number.POSITIVE_INFINITY, after }: { to?: number; after?: () => Promise<unknown> } = {}) {
  const seen = { asked: 0, ended: false };
  async function* source(): AsyncGenerator<{ n: number }> {
    try {
      for (let n = 1; n <= to; n += 1) {
        seen.asked = n;
        yield { n };
      }
      await after?.();
    } finally {
      seen.ended = true;
    }
  }
  return Object.assign(seen, { source: source() });
}

/** Hangs on its first item until it is let go, as a source does that waits for a person. */
function hanging() {
  const seen = { asked: false, ended: false };
  let letGo: (result: IteratorResult<{ n: number }>) => void = () => undefined;
  const source: AsyncIterableIterator<{ n: number }> = {
    next: () =>
      new Promise((resolve) => {
        seen.asked = true;
        letGo = resolve;
      }),
    async return() {
      seen.ended = true;
      letGo({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => source,
  };
  return Object.assign(seen, { source });
}

describe("an upload", () => {
  it("[C-UPLOAD] sends along what a source yields, in order", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    const waiting = client.invoke("collect", {}, { upload: numbers({ to: 3 }).source });
    client.connect();
    expect(await waiting).toEqual([1, 2, 3]);
    const many = Array.from({ length: 57 }, (_, index) => index + 1);
    expect(await client.invoke("collect", {}, { upload: numbers({ to: 57 }).source })).toEqual(many);
    expect(await client.invoke("collect", {}, { upload: numbers({ to: 0 }).source })).toEqual([]);
  });

  it("[C-UPLOAD-ITEMS] goes with a stream of items: both flow at once", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const sums: number[] = [];
    let release: () => void = () => undefined;
    const upload = numbers({ to: 4, after: () => new Promise<void>((resolve) => (release = resolve)) });
    for await (const sum of client.iterate("tally", {}, { upload: upload.source })) {
      sums.push(sum);
      // The last sum is here while the source still has its end before it.
      if (sum === 10) release();
    }
    expect(sums).toEqual([1, 3, 6, 10]);
    const endless = numbers();
    for await (const sum of client.iterate("tally", {}, { upload: endless.source })) if (sum >= 100) break;
    await expect.poll(() => endless.ended).toBe(true);
  });

  it("[C-UPLOAD-CREDIT] asks its source for ten, and for more as the method reads", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const upload = numbers();
    const abort = new AbortController();
    const call = client.invoke("collect", { slowly: true }, { upload: upload.source, signal: abort.signal });
    call.catch(() => undefined);
    await chat.gates.marked("read 1");
    await client.invoke("echo", { text: "" });
    expect(upload.asked).toBe(10);
    for (let n = 1; n <= 4; n += 1) chat.gates.mark(`go ${n}`);
    await chat.gates.marked("read 5");
    await expect.poll(() => upload.asked).toBe(15);
    await client.invoke("echo", { text: "" });
    expect(upload.asked).toBe(15);
    abort.abort();
  });

  it("[C-UPLOAD-EARLY] its source is let go when the answer comes before its end", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const upload = numbers();
    expect(await client.invoke("collect", { atMost: 2 }, { upload: upload.source })).toEqual([1, 2]);
    await expect.poll(() => upload.ended).toBe(true);
    const silent = hanging();
    const refused = client.invoke("collect", { atMost: 0.5 }, { upload: silent.source });
    await expect(refused).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect.poll(() => silent.ended).toBe(true);
  });

  it("[C-UPLOAD-INVALID] an item that the contract does not know ends the call with its path", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    async function* wrong(): AsyncGenerator<{ n: number }> {
      yield { n: 1 };
      yield { n: 1.5 };
    }
    await expect(client.invoke("collect", {}, { upload: wrong() })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      fields: [{ path: "upload.1.n" }],
    });
  });

  it("[C-UPLOAD-THROWS] what its source throws ends the method's stream with an error, and rejects the call", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const breaking = (error: Error) => numbers({ to: 2, after: () => Promise.reject(error) }).source;
    const own = new Error("the file is gone");
    await expect(client.invoke("collect", {}, { upload: breaking(own) })).rejects.toBe(own);
    const known = new HubError("CONFLICT", "Changed meanwhile.");
    await expect(client.invoke("collect", {}, { upload: breaking(known) })).rejects.toBe(known);
    expect(chat.gates.marks).toEqual([
      ...["read 1", "read 2", "collect failed: CANCELLED"],
      ...["read 1", "read 2", "collect failed: CONFLICT"],
    ]);
    const sums = client.iterate("tally", {}, { upload: breaking(own) });
    expect(await sums.next()).toMatchObject({ value: 1 });
    expect(await sums.next()).toMatchObject({ value: 3 });
    await expect(sums.next()).rejects.toBe(own);
  });

  it("[C-UPLOAD-CANCEL] aborting lets the source go and aborts the method", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const abort = new AbortController();
    const upload = hanging();
    const call = client.invoke("collect", {}, { upload: upload.source, signal: abort.signal });
    call.catch(() => undefined);
    await expect.poll(() => upload.asked).toBe(true);
    await client.invoke("echo", { text: "" });
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    await expect.poll(() => upload.ended).toBe(true);
    await chat.gates.marked("collect aborted");
  });

  it("[C-UPLOAD-LOST] a lost connection lets the source go", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const upload = numbers();
    const call = client.invoke("collect", { slowly: true }, { upload: upload.source });
    call.catch(() => undefined);
    await chat.gates.marked("read 1");
    await chat.hub.closeUser("ann", "SLOW_CONSUMER");
    await expect(call).rejects.toMatchObject({ code: "DISCONNECTED" });
    await expect.poll(() => upload.ended).toBe(true);
    await reach(client, "live");
    expect(await client.invoke("echo", { text: "back" })).toBe("back");
  });

  it("[C-UPLOAD-SIZE] an item that is too large is not sent and ends the call, here and on the server", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const seen = { ended: false };
    async function* huge(): AsyncGenerator<{ n: number }> {
      try {
        yield { n: 1 };
        await chat.gates.marked("read 1");
        yield { n: 2, padding: "x".repeat(70_000) } as { n: number };
        yield { n: 3 };
      } finally {
        seen.ended = true;
      }
    }
    await expect(client.invoke("collect", {}, { upload: huge() })).rejects.toMatchObject({ code: "MESSAGE_TOO_LARGE" });
    await expect.poll(() => seen.ended).toBe(true);
    await chat.gates.marked("collect aborted");
    expect(client.state.kind).toBe("live");
  });

  it("[C-UPLOAD-UNSENT] the source of a call that is never sent is not touched", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    const upload = hanging();
    const options = { upload: upload.source, whenAway: "fail" } as const;
    await expect(client.invoke("collect", {}, options)).rejects.toMatchObject({ code: "DISCONNECTED" });
    expect(upload).toMatchObject({ asked: false, ended: false });
  });
});
