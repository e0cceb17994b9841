import { readFileSync } from "node:fs";
import { beforeAll, expect, expectTypeOf, it } from "vitest";
import { contractOf, createHubClient, type HubClient } from "@/lib/hub-client";
import type { Hub, Implementation, Principal } from "@/server/hub";
import { type Chat, chat } from "@/server/hub/chat-fixture";
import { typeErrorsOf } from "./type-check";

/** None of these runs: the compiler reads this file, and each test asks what it said of its own lines. */
type Client = HubClient<Chat>;
type Methods = Implementation<Chat, Principal>;
declare const numbers: AsyncIterable<{ n: number }>;
declare const numbersAlone: AsyncIterable<number>;
declare const words: AsyncIterable<string>;
declare function take<T>(value: T): void;

const thisFile = "server/hub-tests/types.test.ts";
let errors: ReturnType<typeof typeErrorsOf> = [];
beforeAll(() => {
  errors = typeErrorsOf(thisFile);
});

/** The errors between the title of this rule and the next title. */
function errorsOf(rule: string) {
  const lines = readFileSync(import.meta.filename, "utf8").split("\n");
  const from = lines.findIndex((line) => line.startsWith(`it("[${rule}]`));
  const next = lines.findIndex((line, index) => index > from && line.startsWith("it("));
  return errors.filter(({ line }) => line > from && line <= (next === -1 ? lines.length : next));
}

/** Expects that the compiler has nothing to say of what stands in this rule; it is compiled, not run. */
function expectHeld(rule: string, _compiled: (...parts: never[]) => unknown): void {
  expect(errorsOf(rule)).toEqual([]);
}

it("[CT-COMPILED] the compiler reads this file as it is, and would say what is wrong", () => {
  expect(errors.filter(({ line }) => line === 0)).toEqual([]);
  const wrong = `${readFileSync(import.meta.filename, "utf8")}\nexport const wrong: number = "";`;
  expect(typeErrorsOf(thisFile, wrong)).toMatchObject([...errors, { line: wrong.split("\n").length }]);
});

it("[C-TYPES] a call takes the contract's methods and inputs, and gives its outputs, without casts", () => {
  expectHeld("C-TYPES", (client: Client) => {
    expectTypeOf(client.invoke("sum", { items: [{ n: 1 }] })).resolves.toEqualTypeOf<number>();
    expectTypeOf(client.invoke("joinGroup", { group: "a:1" }))
      .resolves.toHaveProperty("members")
      .toEqualTypeOf<{ id: string; name: string; role: string; connections: number }[]>();
    // @ts-expect-error there is no such method
    void client.invoke("nope", {});
    // @ts-expect-error the input is not of the contract
    void client.invoke("echo", { text: 1 });
    // @ts-expect-error the input is incomplete
    void client.invoke("echo", {});
    // @ts-expect-error this method answers item by item
    void client.invoke("count", { to: 1 });
    // @ts-expect-error this is what the server asks of a client
    void client.invoke("describe", { about: "" });
    // @ts-expect-error a subscription is a call with one answer
    client.subscription({ call: "count", input: { to: 1 }, onReply: () => undefined });
  });
});

it("[CT-UPLOAD] is demanded where the contract has one, item by item of its type, and nowhere else", () => {
  expectHeld("CT-UPLOAD", (client: Client) => {
    expectTypeOf(client.invoke("collect", {}, { upload: numbers })).resolves.toEqualTypeOf<number[]>();
    // @ts-expect-error the upload is missing
    void client.invoke("collect", {});
    // @ts-expect-error the upload is missing
    void client.invoke("collect", {}, { timeoutMs: 1 });
    // @ts-expect-error the upload is of another type
    void client.invoke("collect", {}, { upload: words });
    // @ts-expect-error nothing is sent along with this one
    void client.invoke("echo", { text: "" }, { upload: numbers });
    // @ts-expect-error the upload is missing
    client.iterate("tally", {});
    client.iterate("tally", {}, { upload: numbers });
    // @ts-expect-error nothing is sent along with this one
    client.iterate("count", { to: 1 }, { upload: numbers });
  });
});

it("[CT-ITEMS] only what answers item by item can be iterated, and its items are the contract's", () => {
  expectHeld("CT-ITEMS", async (client: Client) => {
    expectTypeOf(client.iterate("count", { to: 1 })).toEqualTypeOf<AsyncIterableIterator<number, undefined>>();
    for await (const sum of client.iterate("tally", {}, { upload: numbers })) expectTypeOf(sum).toEqualTypeOf<number>();
    // @ts-expect-error this has one answer
    client.iterate("echo", { text: "" });
    // @ts-expect-error the input is not of the contract
    client.iterate("count", { to: "1" });
  });
});

it("[CT-EVENTS] events are listened to, their payloads are the contract's; what is asked is no event", () => {
  expectHeld("CT-EVENTS", (client: Client) => {
    client.on("said", (payload) => expectTypeOf(payload).toEqualTypeOf<{ text: string }>());
    // @ts-expect-error there is no such event
    client.on("nope", () => undefined);
    // @ts-expect-error the payload has no such field
    client.on("said", ({ words }) => words);
    // @ts-expect-error this is to be answered, not to be listened to
    client.on("describe", () => undefined);
  });
});

it("[CT-RESULTS] what the server asks is answered as the contract says, on both ends", () => {
  expectHeld("CT-RESULTS", async (client: Client, { clients }: Hub<Chat, Principal>) => {
    client.handle("describe", (input, { signal }) => {
      expectTypeOf(input).toEqualTypeOf<{ about: string }>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      return { text: input.about };
    });
    client.handle("describe", async () => ({ text: "" }));
    // @ts-expect-error the answer is not of the contract
    client.handle("describe", () => ({ text: 1 }));
    // @ts-expect-error an event is not answered
    client.handle("said", () => {
      throw new Error("never called");
    });
    const answer = await clients.client("id").invoke("describe", { about: "" }, { timeoutMs: 1 });
    expectTypeOf(answer).toEqualTypeOf<{ text: string }>();
    // @ts-expect-error the timeout is mandatory
    void clients.client("id").invoke("describe", { about: "" });
    // @ts-expect-error also where something else is said
    void clients.client("id").invoke("describe", { about: "" }, {});
    // @ts-expect-error the question is not of the contract
    void clients.client("id").invoke("describe", { about: 1 }, { timeoutMs: 1 });
    // @ts-expect-error one client is asked, never a group
    void clients.group("red").invoke("describe", { about: "" }, { timeoutMs: 1 });
  });
});

it("[CT-STREAMS] a durable stream's events and snapshot are the contract's", () => {
  expectHeld("CT-STREAMS", (client: Client) => {
    client.stream("news", {
      onEvents: ([first]) => expectTypeOf(first?.data).toEqualTypeOf<{ text: string } | undefined>(),
      onSnapshot: ({ snapshot }) => expectTypeOf(snapshot).toEqualTypeOf<{ rows: string[] }>(),
    });
    // @ts-expect-error there is no such stream
    client.stream("nope", { onEvents: () => undefined, onSnapshot: () => undefined });
    // @ts-expect-error a snapshot has to be taken
    client.stream("news", { onEvents: () => undefined });
  });
});

it("[CT-SENDERS] the server tells the contract's events with their payloads", () => {
  expectHeld("CT-SENDERS", ({ clients }: Hub<Chat, Principal>) => {
    expectTypeOf(clients.all.said).parameters.toEqualTypeOf<[{ text: string }]>();
    type Told = "said" | "level" | "streamEvent" | "heads" | "notice" | "groupMembers";
    expectTypeOf<keyof typeof clients.all>().toEqualTypeOf<Told>();
    // @ts-expect-error there is no such event
    clients.all.nope({ text: "" });
    // @ts-expect-error the payload is not of the contract
    clients.user("ann").said({ text: 1 });
    // @ts-expect-error a result is asked for, not told
    clients.all.describe({ about: "" });
  });
});

it("[CT-METHODS] an implementation has every method, with the contract's input, upload, answer and items", () => {
  expectHeld("CT-METHODS", (methods: Methods) => {
    const { echo, ...others } = methods;
    take<Methods>({ ...others, echo });
    // @ts-expect-error a method is missing
    take<Methods>(others);
    take<Partial<Methods>>({
      echo: ({ input }) => {
        expectTypeOf(input).toEqualTypeOf<{ text: string }>();
        return input.text;
      },
      async *tally({ upload }) {
        for await (const item of upload) {
          expectTypeOf(item).toEqualTypeOf<{ n: number }>();
          yield item.n;
        }
      },
    });
    // @ts-expect-error the answer is not of the contract
    take<Methods["echo"]>(() => 1);
    take<Methods["count"]>(() => numbersAlone);
    // @ts-expect-error the items are not of the contract
    take<Methods["count"]>(() => words);
    // @ts-expect-error a stream is not answered at once
    take<Methods["count"]>(() => 1);
  });
});

it("[CT-CONTRACT] a client made of a contract is that contract's, also with its types alone", () => {
  expectHeld("CT-CONTRACT", () => {
    expectTypeOf(createHubClient(chat)).toEqualTypeOf<Client>();
    createHubClient(chat, { refresh: (client) => client.invoke("echo", { text: "" }) });
    // @ts-expect-error there is no such method
    createHubClient(chat, { refresh: (client) => client.invoke("nope", {}) });
    expectTypeOf(createHubClient(contractOf<Chat>("/hubs/chat"))).toEqualTypeOf<Client>();
  });
});
