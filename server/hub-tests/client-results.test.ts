import { expect, it } from "vitest";
import { HubError } from "@/lib/hub-protocol";
import { startChat } from "@/server/hub/chat-fixture";
import { clientOf, reach } from "./chat-client";

const soon = { timeoutMs: 5_000 };

it("[C-RESULT] answers what the server asks, also while a call of its own is open", async () => {
  await using chat = await startChat();
  const client = clientOf(chat);
  client.handle("describe", ({ about }) => ({ text: `sync ${about}` }));
  client.connect();
  await reach(client, "live");
  // The method that asks is the answer to this client's own call.
  expect(await client.invoke("ask", soon)).toBe("sync you");
  const other = clientOf(chat, { auth: async () => ({ token: "bob" }) });
  other.handle("describe", async ({ about }) => ({ text: `async ${about}` }));
  other.connect();
  await reach(other, "live");
  const held = other.invoke("wait", { name: "held" });
  await chat.gates.running("held");
  const [bob] = chat.hub.connections().filter(({ principal }) => principal.id === "bob");
  expect(await chat.hub.clients.client(bob?.id ?? "").invoke("describe", { about: "me" }, soon)).toEqual({
    text: "async me",
  });
  chat.gates.open("held");
  await held;
});

it("[C-RESULT-NONE] without a handler the server is told so, also after the handler has ended", async () => {
  await using chat = await startChat();
  const client = clientOf(chat);
  client.connect();
  await expect(client.invoke("ask", soon)).rejects.toMatchObject({ data: { client: { code: "METHOD_NOT_FOUND" } } });
  const stop = client.handle("describe", () => ({ text: "here" }));
  expect(await client.invoke("ask", soon)).toBe("here");
  stop();
  await expect(client.invoke("ask", soon)).rejects.toMatchObject({ data: { client: { code: "METHOD_NOT_FOUND" } } });
});

it("[C-RESULT-ERROR] a handler's HubError reaches the server, anything else as INTERNAL and the page's own watchers", async () => {
  await using chat = await startChat();
  const client = clientOf(chat);
  client.connect();
  const stop = client.handle("describe", () => {
    throw new HubError("CONFLICT", "Not now.");
  });
  await expect(client.invoke("ask", soon)).rejects.toMatchObject({
    data: { client: { code: "CONFLICT", message: "Not now." } },
  });
  stop();
  const uncaught = new Promise((resolve) => process.once("uncaughtException", resolve));
  client.handle("describe", async () => {
    throw new Error("a secret of the page");
  });
  const failure = await client.invoke("ask", soon).catch((error: unknown) => error);
  expect(failure).toMatchObject({ data: { client: { code: "INTERNAL" } } });
  expect(String(failure)).not.toContain("secret");
  expect(await uncaught).toMatchObject({ message: "a secret of the page" });
});

it("[C-RESULT-ONE] one handler answers: a second is refused until the first has ended", async () => {
  await using chat = await startChat();
  const client = clientOf(chat);
  const stop = client.handle("describe", () => ({ text: "first" }));
  expect(() => client.handle("describe", () => ({ text: "second" }))).toThrow(/already/);
  stop();
  client.handle("describe", () => ({ text: "third" }));
  stop();
  client.connect();
  expect(await client.invoke("ask", soon)).toBe("third");
});

it("[C-RESULT-SIGNAL] a handler's signal aborts when the connection that asks is gone", async () => {
  await using chat = await startChat();
  const client = clientOf(chat);
  const signals: AbortSignal[] = [];
  client.handle("describe", (_input, { signal }) => {
    signals.push(signal);
    return new Promise(() => undefined);
  });
  client.connect();
  await reach(client, "live");
  client.invoke("ask", soon).catch(() => undefined);
  await expect.poll(() => signals.map(({ aborted }) => aborted)).toEqual([false]);
  await chat.hub.closeUser("ann", "SLOW_CONSUMER");
  await expect.poll(() => signals.map(({ aborted }) => aborted)).toEqual([true]);
  await expect.poll(() => client.kinds.at(-1)).toBe("live");
  client.invoke("ask", soon).catch(() => undefined);
  await expect.poll(() => signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});

it("[C-RESULT-SIZE] an answer that is too large becomes an error, and the connection lives", async () => {
  await using chat = await startChat();
  const client = clientOf(chat);
  client.handle("describe", () => ({ text: "x".repeat(70_000) }));
  client.connect();
  await reach(client, "live");
  await expect(client.invoke("ask", soon)).rejects.toMatchObject({
    data: { client: { code: "MESSAGE_TOO_LARGE" } },
  });
  expect(client.kinds).toEqual(["connecting", "live"]);
});
