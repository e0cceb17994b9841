import { z } from "zod";
import {
  clientResult,
  defineContract,
  event,
  Heads,
  HubError,
  Notice,
  operation,
  StreamEvent,
  streamOperation,
} from "@/lib/hub-protocol";
import type { Call, DurableStream, HubOptions, Implementation, Principal } from "./index";
import { createResourceGroups } from "./index";
import type { ConnectOptions, TestHub, TestHubOptions } from "./testing";
import { startTestHub } from "./testing";

const ChatMember = z.strictObject({ id: z.string(), name: z.string(), role: z.string(), connections: z.int() });

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
    /** 1, 2, 3 … `to`; breaks off before `failAt`. */
    count: streamOperation({
      input: z.strictObject({ to: z.int(), failAt: z.int().optional() }),
      item: z.int(),
      permission: "own",
    }),
    /** Reads `atMost` of what is sent along, each when the gate `read N` is opened if `slowly`. */
    collect: operation({
      input: z.strictObject({ atMost: z.int().optional(), slowly: z.boolean().optional() }),
      upload: z.strictObject({ n: z.int() }),
      output: z.array(z.int()),
      permission: "own",
    }),
    /** The sum after each of what is sent along. */
    tally: streamOperation({
      input: z.strictObject({}),
      upload: z.strictObject({ n: z.int() }),
      item: z.int(),
      permission: "own",
    }),
    /** Asks a client, by default the caller, while this call is open. */
    ask: operation({
      input: z.strictObject({ connectionId: z.string().optional(), timeoutMs: z.number() }),
      output: z.string(),
      permission: "own",
    }),
    joinGroup: operation({
      input: z.strictObject({ group: z.string() }),
      output: z.strictObject({ members: z.array(ChatMember) }),
      permission: "own",
    }),
    leaveGroup: operation({
      input: z.strictObject({ group: z.string() }),
      output: z.strictObject({}),
      permission: "own",
    }),
  },
  client: {
    said: event(z.strictObject({ text: z.string() }), { delivery: "state" }),
    level: event(z.strictObject({ seq: z.int(), padding: z.string() }), { delivery: "latest" }),
    streamEvent: event(StreamEvent, { delivery: "durable" }),
    heads: event(Heads, { delivery: "state" }),
    notice: event(Notice, { delivery: "state" }),
    groupMembers: event(z.strictObject({ group: z.string(), joined: z.array(ChatMember), left: z.array(ChatMember) }), {
      delivery: "state",
    }),
    describe: clientResult({
      input: z.strictObject({ about: z.string() }),
      output: z.strictObject({ text: z.string() }),
    }),
  },
  streams: {
    news: { data: z.strictObject({ text: z.string() }), snapshot: z.strictObject({ rows: z.array(z.string()) }) },
  },
});
export type Chat = typeof chat;

/** What the calls of `wait` hang on: a test resolves them by name. */
export interface Gates {
  /** What happened inside methods, in order. */
  readonly marks: string[];
  mark(what: string): void;
  /** Resolves once it was marked. */
  marked(what: string): Promise<void>;
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
  const resourceGroups = createResourceGroups<Principal>({
    intervalMs: 20,
    kinds: {
      paper: async ({ principal, id }) => {
        if (id === "slow") {
          gates.mark("deciding");
          await gates.marked("decided");
        }
        if (id === "lost") throw new HubError("NOT_FOUND", "No such paper.");
        return id !== "secret" || principal.permissions.toString().includes("secrets");
      },
    },
  });
  const implementation: Implementation<Chat, Principal> = {
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
    async *count({ input }) {
      try {
        for (let n = 1; n <= input.to; n += 1) {
          if (n === input.failAt) throw new HubError("CONFLICT", "No more.");
          gates.mark(`made ${n}`);
          yield n;
        }
      } finally {
        gates.mark("count ended");
      }
    },
    async collect({ input, upload, signal }) {
      const numbers: number[] = [];
      signal.addEventListener("abort", () => gates.mark("collect aborted"));
      try {
        for await (const { n } of upload) {
          numbers.push(n);
          gates.mark(`read ${n}`);
          if (numbers.length === input.atMost) break;
          if (input.slowly) await gates.marked(`go ${n}`);
        }
        return numbers;
      } catch (error) {
        gates.mark(`collect failed: ${error instanceof HubError ? error.code : String(error)}`);
        throw error;
      }
    },
    async *tally({ upload }) {
      let sum = 0;
      for await (const { n } of upload) {
        sum += n;
        yield sum;
      }
    },
    async ask({ input, clients, connectionId }) {
      const about = { about: "you" };
      const client = clients.client(input.connectionId ?? connectionId);
      return (await client.invoke("describe", about, { timeoutMs: input.timeoutMs })).text;
    },
    joinGroup: (call) => resourceGroups.join(call, call.input.group),
    leaveGroup: (call) => {
      resourceGroups.leave(call, call.input.group);
      return {};
    },
    ...methods,
  };
  const test = await startTestHub(chat, {
    authenticate,
    implementation: () => implementation,
    streams: stream ? [stream] : [],
    resourceGroups,
    ...hubOptions,
  });
  return {
    ...test,
    gates,
    connectAs: (user, auth = {}, connectOptions = {}) => test.connect({ token: user, ...auth }, connectOptions),
  };
}

function createGates() {
  const marks: string[] = [];
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
    marks,
    mark(what) {
      marks.push(what);
      for (const look of watching) look();
    },
    marked: (what) => until(() => marks.includes(what), watching),
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
