import { expect, it } from "vitest";
import { startChat } from "./chat-fixture";
import { createHubTelemetry } from "./telemetry";

it("[H-TELEMETRY] counts and measures calls, errors, deliveries, connections and what waits, for Prometheus", async () => {
  const telemetry = createHubTelemetry();
  await using chat = await startChat({ server: { telemetry } });
  const value = async (name: string, labels: Record<string, string> = {}): Promise<number | undefined> => {
    const metric = (await telemetry.registry.getMetricsAsJSON()).find((known) => known.name === name);
    const fits = (have: object) => Object.entries(labels).every(([key, wanted]) => Reflect.get(have, key) === wanted);
    return metric?.values.find((sample) => fits(sample.labels))?.value;
  };
  const ann = await chat.connectAs("ann");
  await ann.call("echo", { text: "x" });
  await ann.call("echo", { text: 7 });
  await ann.call("made-up", {});
  await ann.call("count", { to: 2, failAt: 2 }, { id: 1 });
  await ann.next("$end");
  await chat.refusal();
  const hub = "/hubs/chat";
  expect(await value("hub_calls_total", { hub, method: "echo", code: "OK" })).toBe(1);
  expect(await value("hub_calls_total", { hub, method: "echo", code: "INVALID_ARGUMENT" })).toBe(1);
  expect(await value("hub_calls_total", { hub, method: "count", code: "CONFLICT" })).toBe(1);
  expect(await value("hub_calls_total", { code: "METHOD_NOT_FOUND" })).toBe(1);
  expect(await telemetry.registry.metrics()).not.toContain("made-up");
  expect(await value("hub_connections", { hub })).toBe(1);
  expect(await value("hub_handshakes_refused_total", { hub, code: "UNAUTHENTICATED" })).toBe(1);
  expect(await value("hub_deliveries_total")).toBeGreaterThan(4);
  expect(await value("hub_queue_bytes")).toBe(0);
  ann.socket.disconnect();
  await expect.poll(() => value("hub_connection_duration_seconds", { reason: "CLIENT_LEFT" })).toBeDefined();
});
