import { z } from "zod";
import { defineContract, event, Heads, HubError, Notice, operation, StreamEvent } from "@/lib/hub-protocol";
import type { Call, DurableStream, HubOptions, Implementation, Principal } from "./index";
import type { ConnectOptions, TestHub, TestHubOptions } from "./testing";
import { startTestHub } from "./testing";

/** A small hub that the tests of the framework talk to. */
export const chat = defineContract({
  path: "/hubs/chat",
  server: {
    echo: operation({ input: z.strictObject({ text: z.string() }), output: z.string(), permission: "own" }),
    sum: operation({
      input: z.strictObject({ items: z.array(z.strictObject({ n: z.int() })) }),
      output: z.int(),
      permission: "chat.count",
    }),
    speakIn: operation({
      input: z.strictObject({ room: z.string(), text: z.string() }),
      output: z.null(),
      permission: (input) => `room.${input.room}`,
    }),
    failWith: operation({
      input: z.strictObject({ code: z.enum(["CONFLICT", "none"]) }),
      output: z.null(),
      permission: "own",
    }),
    wait: operation({ input: z.strictObject({ name: z.string() }), output: z.string(), permission: "own" }),
    join: operation({ input: z.strictObject({ group: z.string() }), output: z.null(), permission: "own" }),
    leave: operation({ input: z.strictObject({ group: z.string() }), output: z.null(), permission: "own" }),
    subscribe: operation({
      input: z.strictObject({ stream: z.string(), epoch: z.string().optional(), offset: z.int().optional() }),
      output: z.unknown(),
      permission: "own",
    }),
    unsubscribe: operation({ input: z.strictObject({ stream: z.string() }), output: z.null(), permission: "own" }),
  },
  client: {
    said: event(z.strictObject({ text: z.string() }), { delivery: "state" }),
    level: event(z.strictObject({ seq: z.int(), padding: z.string() }), { delivery: "latest" }),
    streamEvent: event(StreamEvent, { delivery: "durable" }),
    heads: event(Heads, { delivery: "state" }),
    notice: event(Notice, { delivery: "state" }),
  },
  streams: {
    news: { data: z.strictObject({ text: z.string() }), snapshot: z.strictObject({ rows: z.array(z.string()) }) },
  },
});
export type Chat = typeof chat;

/** What the calls of `wait` hang on: a test resolves them by name. */
export interface Gates {
  readonly started: string[];
  open(name: string): void;
  /** Resolves once a call of `wait` with this name runs. */
  running(name: string): Promise<void>;
  readonly aborted: string[];
}

export interface ChatHub extends TestHub<Chat, Principal> {
  readonly gates: Gates;
  connectAs(user: string, auth?: object, options?: ConnectOptions): ReturnType<TestHub<Chat, Principal>["connect"]>;
}

interface ChatOptions {
  stream?: DurableStream<Principal>;
  /** In place of those below. */
  methods?: Partial<Implementation<Chat, Principal>>;
}

/** The token is the user's name; `permissions` and `expiresAt` in `auth` are believed. */
export const authenticate: HubOptions<Chat, Principal>["authenticate"] = async ({ auth }) => {
  if (typeof auth.token !== "string") throw new HubError("UNAUTHENTICATED", "Sign in first.");
  if (auth.token === "broken") throw new Error("The database is away, at 10.0.0.7.");
  const permissions = Array.isArray(auth.permissions) ? auth.permissions.map(String) : [];
  const principal = { id: auth.token, name: auth.token.toUpperCase(), role: "member", permissions };
  return { principal, expiresAt: typeof auth.expiresAt === "number" ? auth.expiresAt : undefined };
};

export async function startChat(
  options: Partial<TestHubOptions<Chat, Principal>> & ChatOptions = {},
): Promise<ChatHub> {
  const { gates, wait } = createGates();
  const { stream, methods, ...hubOptions } = options;
  const implementation: HubOptions<Chat, Principal>["implementation"] = {
    echo: (call) => call.input.text,
    sum: (call) => call.input.items.reduce((total, item) => total + item.n, 0),
    speakIn: (call) => {
      call.clients.group(call.input.room).said({ text: call.input.text });
      return null;
    },
    failWith: (call) => {
      if (call.input.code === "CONFLICT")
        throw new HubError("CONFLICT", "No.", { data: { held: 1 }, fields: [{ path: "code", message: "No." }] });
      throw new Error("secret detail");
    },
    wait,
    join: (call) => {
      call.groups.add(call.connectionId, call.input.group);
      return null;
    },
    leave: (call) => {
      call.groups.remove(call.connectionId, call.input.group);
      return null;
    },
    subscribe: (call) => stream?.subscribe(call, call.input),
    unsubscribe: (call) => {
      stream?.unsubscribe(call);
      return null;
    },
    ...methods,
  };
  const test = await startTestHub(chat, {
    authenticate,
    implementation,
    streams: stream ? [stream] : [],
    ...hubOptions,
  });
  return {
    ...test,
    gates,
    connectAs: (user, auth = {}, connectOptions = {}) => test.connect({ token: user, ...auth }, connectOptions),
  };
}

function createGates() {
  const started: string[] = [];
  const aborted: string[] = [];
  const opened = new Map<string, () => void>();
  const watching = new Set<() => void>();
  const wait = (call: Call<Chat, Principal, { name: string }>): Promise<string> =>
    new Promise((resolve) => {
      const { name } = call.input;
      started.push(name);
      opened.set(name, () => resolve(name));
      call.signal.addEventListener("abort", () => {
        aborted.push(name);
        for (const look of watching) look();
      });
      for (const look of watching) look();
    });
  const gates: Gates = {
    started,
    aborted,
    open: (name) => opened.get(name)?.(),
    running: (name) => until(() => started.includes(name), watching),
  };
  return { gates, wait };
}

function until(isSo: () => boolean, watching: Set<() => void>): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo()) return;
      watching.delete(look);
      resolve();
    };
    watching.add(look);
    look();
  });
}
