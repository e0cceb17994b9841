import { describe, expect, it } from "vitest";
import { startChat } from "./chat-fixture";

describe("asking one client", () => {
  it("[H-RESULT] resolves with that client's answer", async () => {
    await using chat = await startChat();
    const [ann, ben] = await Promise.all([chat.connectAs("ann"), chat.connectAs("ben")]);
    ann.socket.on("describe", ({ about }, reply) => reply({ ok: true, value: { text: `${about} by ann` } }));
    ben.socket.on("describe", (_input, reply) => reply({ ok: true, value: { text: "ben" } }));
    expect(await chat.hub.clients.client(ann.id).invoke("describe", { about: "it" }, { timeoutMs: 5_000 })).toEqual({
      text: "it by ann",
    });
  });

  it("[H-RESULT-OPEN] the caller itself can be asked while its call is open", async () => {
    await using chat = await startChat({ limits: { maxParallelInvocationsPerClient: 1 } });
    const ann = await chat.connectAs("ann");
    ann.socket.on("describe", (_input, reply) => reply({ ok: true, value: { text: "me" } }));
    expect(await ann.call("ask", { timeoutMs: 5_000 })).toEqual({ ok: true, value: "me" });
  });

  it("[H-RESULT-TIMEOUT] a client that does not answer is waited for so long, and no call without a bound is made", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const client = chat.hub.clients.client(ann.id);
    await expect(client.invoke("describe", { about: "" }, { timeoutMs: 30 })).rejects.toMatchObject({
      code: "TIMEOUT",
    });
    for (const timeoutMs of [0, -1, Number.NaN, 1e12, Number.POSITIVE_INFINITY]) {
      await expect(client.invoke("describe", { about: "" }, { timeoutMs })).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
    }
  });

  it("[H-RESULT-GONE] who goes before it has answered is DISCONNECTED", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    ann.socket.on("describe", () => ann.socket.disconnect());
    await expect(
      chat.hub.clients.client(ann.id).invoke("describe", { about: "" }, { timeoutMs: 60_000 }),
    ).rejects.toMatchObject({ code: "DISCONNECTED" });
  });

  it("[H-RESULT-ABSENT] who is not there is NOT_FOUND", async () => {
    await using chat = await startChat();
    await expect(
      chat.hub.clients.client("nobody").invoke("describe", { about: "" }, { timeoutMs: 60_000 }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("[H-RESULT-CANCEL] the question can be withdrawn", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const withdrawn = new AbortController();
    const asked = chat.hub.clients
      .client(ann.id)
      .invoke("describe", { about: "" }, { timeoutMs: 60_000, signal: withdrawn.signal });
    withdrawn.abort();
    await expect(asked).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it.each([null, 7, {}, { ok: true }, { ok: true, value: { text: 7 } }, { ok: false }, "x"])(
    "[H-RESULT-VALIDATE] %j is no answer",
    async (answer) => {
      await using chat = await startChat();
      const ann = await chat.connectAs("ann");
      ann.socket.on("describe", (_input, reply) => reply(answer));
      await expect(
        chat.hub.clients.client(ann.id).invoke("describe", { about: "" }, { timeoutMs: 5_000 }),
      ).rejects.toMatchObject({ code: "CONFLICT", data: { client: { code: "INVALID_ARGUMENT" } } });
    },
  );

  it("[H-RESULT-ERROR] the client's own refusal is told as the client's, and never as the asker's", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    ann.socket.on("describe", (_input, reply) => reply({ ok: false, error: { code: "FORBIDDEN", message: "No." } }));
    await expect(
      chat.hub.clients.client(ann.id).invoke("describe", { about: "" }, { timeoutMs: 5_000 }),
    ).rejects.toMatchObject({
      code: "CONFLICT",
      message: "The client could not answer.",
      data: { client: { code: "FORBIDDEN", message: "No." } },
    });
  });

  it.each([{ code: "ROOT", message: 7 }, {}, { code: "toString" }, { code: ["FORBIDDEN"] }])(
    "[H-RESULT-STRANGER] %j becomes an error of the closed table",
    async (error) => {
      await using chat = await startChat();
      const ann = await chat.connectAs("ann");
      ann.socket.on("describe", (_input, reply) => reply({ ok: false, error }));
      await expect(
        chat.hub.clients.client(ann.id).invoke("describe", { about: "" }, { timeoutMs: 5_000 }),
      ).rejects.toMatchObject({ code: "CONFLICT", data: { client: { code: "CANCELLED", message: "Cancelled" } } });
    },
  );
});
