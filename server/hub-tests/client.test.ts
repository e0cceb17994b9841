import { describe, expect, it } from "vitest";
import { HubError } from "@/lib/hub-protocol";
import { startChat } from "@/server/hub/chat-fixture";
import { clientOf, reach } from "./chat-client";
import { startWire } from "./wire-fixture";

describe("the connection", () => {
  it("[C-STATES] goes from connecting to live, and tells its id", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    expect(client.state).toEqual({ kind: "connecting", attempt: 1 });
    expect(chat.hub.stats().connections).toBe(0);
    client.connect();
    client.connect();
    await reach(client, "live");
    expect(client.state).toMatchObject({ connectionId: chat.hub.connections()[0]?.id });
    expect(chat.hub.stats().connections).toBe(1);
    expect(client.kinds).toEqual(["connecting", "live"]);
  });

  it("[C-RETRY] comes back after the server was killed and started again on the same port", async () => {
    const chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    await reach(client, "live");
    await chat.kill();
    await expect.poll(() => client.state.kind).not.toBe("live");
    await using again = await startChat({ port: chat.port });
    await reach(client, "live");
    expect(again.hub.stats().connections).toBe(1);
  });

  it("[C-FIRST] the first connect is retried like any other", async () => {
    const before = await startChat();
    await before[Symbol.asyncDispose]();
    const client = clientOf(before);
    client.connect();
    await expect.poll(() => client.kinds.filter((kind) => kind === "waiting").length).toBeGreaterThan(1);
    await using _again = await startChat({ port: before.port });
    await reach(client, "live");
  });

  it("[C-WAITING] says when it tries again and why; retryNow and a wake-up end the waiting", async () => {
    let wake: () => void = () => undefined;
    await using chat = await startChat();
    const watchWakeUps = (listener: () => void) => {
      wake = listener;
      return () => undefined;
    };
    const client = clientOf(chat, { retryPolicy: () => 3_600_000, now: () => 5_000, watchWakeUps });
    client.connect();
    await reach(client, "live");
    await chat.hub.closeUser("ann", "SLOW_CONSUMER");
    await reach(client, "waiting");
    expect(client.state).toEqual({ kind: "waiting", attempt: 2, retryAtMs: 3_605_000, reason: "SLOW_CONSUMER" });
    client.retryNow();
    await reach(client, "live");
    await chat.hub.closeUser("ann", "REAUTHORIZE");
    await reach(client, "waiting");
    wake();
    await reach(client, "live");
    wake();
    client.retryNow();
    expect(client.state.kind).toBe("live");
  });

  it("[C-SPREAD] clients of a process that ends come back at moments spread over the time that it names, once for all ways of ending", async () => {
    await using chat = await startChat();
    const at = (place: number) =>
      clientOf(chat, { retryPolicy: () => 3_600_000, now: () => 5_000, random: () => place });
    const [early, late] = [at(0.1), at(0.9)];
    for (const client of [early, late]) client.connect();
    await Promise.all([reach(early, "live"), reach(late, "live")]);
    await chat.hub.drain();
    await Promise.all([reach(early, "waiting"), reach(late, "waiting")]);
    expect(early.state).toMatchObject({ reason: "RESTARTING", retryAtMs: 5_050 });
    expect(late.state).toMatchObject({ reason: "RESTARTING", retryAtMs: 5_450 });
  });

  it("[C-PROBE] a wake-up finds a live connection dead that nobody ended, and replaces it at once; one that answers stays", async () => {
    let wake: () => void = () => undefined;
    await using chat = await startChat();
    await using wire = await startWire(chat.port);
    const watchWakeUps = (listener: () => void) => {
      wake = listener;
      return () => undefined;
    };
    // How long a probe waits is over when this test says so.
    const probes: { isOver: () => void; isAnswered: boolean }[] = [];
    const schedule = (callback: () => void, delayMs: number) => {
      const probe = { isOver: callback, isAnswered: false };
      if (delayMs === 1_000) probes.push(probe);
      const timer = delayMs === 1_000 ? undefined : setTimeout(callback, delayMs);
      return () => {
        probe.isAnswered = true;
        clearTimeout(timer);
      };
    };
    const client = clientOf({ url: wire.url }, { watchWakeUps, schedule, retryPolicy: () => 3_600_000 });
    client.connect();
    await reach(client, "live");
    const first = client.state;
    wake();
    await expect.poll(() => probes[0]?.isAnswered).toBe(true);
    expect(client.state).toBe(first);
    wire.freeze();
    wake();
    expect(probes.map(({ isAnswered }) => isAnswered)).toEqual([true, false]);
    probes[1]?.isOver();
    await reach(client, "live");
    expect(client.kinds).toEqual(["connecting", "live", "connecting", "live"]);
    expect(await client.invoke("echo", { text: "there" })).toBe("there");
  });

  it.each(["REVOKED", "EXPIRED", "SIGNED_OUT", "CLOSED_BY_ADMIN"] as const)(
    "[C-TERMINAL] %s closes for good, until connect",
    async (code) => {
      await using chat = await startChat();
      const client = clientOf(chat);
      client.connect();
      await reach(client, "live");
      await chat.hub.closeUser("ann", code);
      await reach(client, "closed");
      expect(client.state).toMatchObject({ kind: "closed", code });
      client.connect();
      await reach(client, "live");
    },
  );

  it("[C-REFUSED] a refused handshake closes with its code; one that is to be retried is retried", async () => {
    await using chat = await startChat({ limits: { connectionsPerUser: 1 } });
    const anonymous = clientOf(chat, { auth: async () => ({}) });
    anonymous.connect();
    await reach(anonymous, "closed");
    expect(anonymous.state).toMatchObject({ code: "UNAUTHENTICATED", message: "Sign in first." });
    const unlucky = clientOf(chat, { auth: async () => ({ token: "broken" }), retryPolicy: () => 3_600_000 });
    unlucky.connect();
    await reach(unlucky, "waiting");
    expect(unlucky.state).toMatchObject({ reason: "UNAVAILABLE" });
  });

  it("[C-AUTH] asks for credentials anew each time; no session closes, anything else is retried", async () => {
    await using chat = await startChat();
    const answers: (() => { token: string })[] = [
      () => {
        throw new Error("network");
      },
      () => ({ token: "ann" }),
      () => {
        throw new HubError("UNAUTHENTICATED", "Log in.");
      },
    ];
    const client = clientOf(chat, { auth: async () => answers.shift()?.() ?? {} });
    client.connect();
    await reach(client, "live");
    await chat.hub.closeUser("ann", "REAUTHORIZE");
    await reach(client, "closed");
    expect(client.state).toMatchObject({ code: "UNAUTHENTICATED", message: "Log in." });
  });

  it("[C-GAVE-UP] a policy may give up", async () => {
    const gone = await startChat();
    await gone[Symbol.asyncDispose]();
    const client = clientOf(gone, { retryPolicy: (retry) => (retry < 3 ? 0 : null) });
    client.connect();
    await reach(client, "closed");
    expect(client.state).toMatchObject({ code: "GAVE_UP" });
    expect(client.kinds.filter((kind) => kind === "connecting")).toHaveLength(3);
  });

  it("[C-CLOSE] close is final, also in the middle of connecting", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    client.close();
    expect(client.state).toMatchObject({ kind: "closed", code: "CLIENT_CLOSED" });
    const other = clientOf(chat);
    other.connect();
    await reach(other, "live");
    other.close();
    await expect.poll(() => chat.hub.stats().connections).toBe(0);
    expect(client.kinds).toEqual(["connecting", "closed"]);
  });

  it("[C-CLOSE-SIGNAL] aborting the signal of a connect closes what it opened, and no later connection", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect({ signal: AbortSignal.abort() });
    expect(client.state).toMatchObject({ kind: "closed", code: "CLIENT_CLOSED" });
    const first = new AbortController();
    client.connect({ signal: first.signal });
    await reach(client, "live");
    first.abort();
    expect(client.state).toMatchObject({ kind: "closed", code: "CLIENT_CLOSED" });
    const second = new AbortController();
    client.connect({ signal: second.signal });
    client.close();
    client.connect();
    second.abort();
    await reach(client, "live");
  });

  it("[C-STABLE] a connection that dies young does not start the counting anew; one that was stable does", async () => {
    let nowMs = 0;
    const retries: number[] = [];
    await using chat = await startChat();
    const client = clientOf(chat, {
      now: () => nowMs,
      retryPolicy: (retry) => {
        retries.push(retry);
        return 0;
      },
    });
    client.connect();
    for (const lifeMs of [10, 10, 10, 60_000, 10]) {
      await reach(client, "live");
      nowMs += lifeMs;
      await chat.hub.closeUser("ann", "SLOW_CONSUMER");
      await expect.poll(() => client.state.kind).not.toBe("closed");
    }
    expect(retries).toEqual([1, 2, 3, 1, 1]);
  });

  it("[C-POLLING] works over polling", async () => {
    await using chat = await startChat();
    const client = clientOf(chat, { transports: ["polling"] });
    client.connect();
    expect(await client.invoke("echo", { text: "polled" })).toBe("polled");
    expect(chat.hub.connections().map(({ transport }) => transport)).toEqual(["polling"]);
  });

  it("[C-REFRESH] gets new credentials to the server in band when warned", async () => {
    const start = Date.now();
    await using chat = await startChat({
      limits: { expiryWarningMs: 300 },
      authenticate: async () => ({
        principal: { id: "ann", name: "", role: "", permissions: [] },
        expiresAt: start + 400,
      }),
      methods: { echo: (call) => chat.hub.extend(call.connectionId, start + Number(call.input.text)) },
    });
    const client = clientOf(chat, {
      auth: async () => ({ token: "3600000" }),
      refresh: (own, { token }) => own.invoke("echo", { text: token ?? "" }),
    });
    client.connect();
    await reach(client, "live");
    await expect.poll(() => chat.hub.connections()[0]?.expiresAt).toBe(start + 3_600_000);
    expect(client.kinds).toEqual(["connecting", "live"]);
  });

  it("[C-REFRESH-AGAIN] tries again when that fails, as long as the connection lives", async () => {
    const start = Date.now();
    let tries = 0;
    await using chat = await startChat({
      authenticate: async () => ({
        principal: { id: "ann", name: "", role: "", permissions: [] },
        expiresAt: start + 30_000,
      }),
      methods: {
        echo: (call) => {
          tries += 1;
          if (tries < 3) throw new HubError("UNAVAILABLE", "The database is away.");
          return chat.hub.extend(call.connectionId, start + 3_600_000);
        },
      },
    });
    const client = clientOf(chat, {
      retryPolicy: () => 5,
      refresh: (own) => own.invoke("echo", { text: "" }),
    });
    client.connect();
    await expect.poll(() => chat.hub.connections()[0]?.expiresAt).toBe(start + 3_600_000);
    expect(tries).toBe(3);
    expect(client.kinds).toEqual(["connecting", "live"]);
  });

  it("[C-TOO-LARGE] a connection ended for a frame too large is not tried again", async () => {
    await using chat = await startChat();
    const client = clientOf(chat, { maxMessageBytes: 1e9 });
    client.connect();
    await expect(client.invoke("echo", { text: "x".repeat(300_000) })).rejects.toMatchObject({ code: "DISCONNECTED" });
    await reach(client, "closed");
    expect(client.state).toMatchObject({ code: "PROTOCOL_ERROR" });
  });
});
