import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineContract, event, Notice, operation } from "@/lib/hub-protocol";
import { authenticate, startChat } from "./chat-fixture";
import type { Call, Principal } from "./index";
import { startTestHub } from "./testing";

const counter = defineContract({
  path: "/hubs/counter",
  server: { add: operation({ input: z.strictObject({ n: z.int() }), output: z.string(), permission: "own" }) },
  client: { notice: event(Notice, { delivery: "state" }) },
});

/** A hub written as a class: what it needs is handed to it, what it keeps is gone with the call. */
class Counter {
  readonly #total: { value: number };
  #calls = 0;

  constructor(total: { value: number }) {
    this.#total = total;
  }

  add({ input }: Call<typeof counter, Principal, { n: number }>): string {
    this.#calls += 1;
    this.#total.value += input.n;
    return `${this.#calls} of ${this.#total.value}`;
  }
}

describe("a hub object", () => {
  it("[H-TRANSIENT] is made for one call, with what the factory hands it; what it keeps does not survive", async () => {
    const total = { value: 0 };
    await using hub = await startTestHub<typeof counter, Principal>(counter, {
      authenticate,
      implementation: () => new Counter(total),
    });
    const ann = await hub.connect({ token: "ann" });
    expect(await ann.call("add", { n: 2 })).toEqual({ ok: true, value: "1 of 2" });
    expect(await ann.call("add", { n: 3 })).toEqual({ ok: true, value: "1 of 5" });
  });

  it("[H-DETAILED] tells what went wrong only where that was asked for", async () => {
    await using quiet = await startChat();
    const ann = await quiet.connectAs("ann");
    expect(JSON.stringify(await ann.call("failWith", { code: "none" }))).not.toContain("secret detail");
    await using open = await startChat({ detailedErrors: true });
    const ben = await open.connectAs("ben");
    expect(await ben.call("failWith", { code: "none" })).toMatchObject({
      error: { code: "INTERNAL", message: "Error: secret detail" },
    });
  });

  it("[H-DETAILED-PRODUCTION] and never in production", async () => {
    const before = process.env.NODE_ENV;
    Object.assign(process.env, { NODE_ENV: "production" });
    try {
      await expect(startChat({ detailedErrors: true })).rejects.toThrow(/detailedErrors/);
    } finally {
      Object.assign(process.env, { NODE_ENV: before });
    }
  });

  it("[H-WELCOME] a connection is first told what the server takes", async () => {
    await using chat = await startChat({ server: { maxMessageBytes: 1234 } });
    const ann = await chat.connectAs("ann");
    await ann.call("echo", { text: "x" });
    expect(ann.welcome).toEqual({ maxMessageBytes: 1234 });
  });
});
