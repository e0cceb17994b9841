import { expect, it } from "vitest";
import { startChat } from "./chat-fixture";

it("[H-HEALTH] a connection tells its transport, encoding, groups and how long its last heartbeat took", async () => {
  await using chat = await startChat({ server: { keepAliveIntervalMs: 30, clientTimeoutMs: 10_000 } });
  const ann = await chat.connectAs("ann", {}, { transports: ["polling", "websocket"] });
  await ann.call("join", { group: "a" });
  const [connection] = chat.hub.connections();
  expect(connection?.handshake.transport).toBe("polling");
  await expect.poll(() => connection?.transport).toBe("websocket");
  await expect.poll(() => connection?.latencyMs).toEqual(expect.any(Number));
  expect(connection?.latencyMs).toBeLessThan(10_000);
  expect(connection).toMatchObject({ encoding: "json", queuedBytes: 0 });
  expect([...(connection?.groups ?? [])]).toEqual(["a"]);
});
