import { io } from "socket.io-client";
import { WebSocket } from "ws";
import { type ApiClient, canaryWords, type DemoRole, orderBody, uniqueNumber } from "./fixtures/api";
import { askPage, cookieOf, rscHeaders } from "./fixtures/app-pages";
import { expect, test } from "./fixtures/test";

/** Everything that came over one wire, as it came. */
interface Receipt {
  wire: string;
  text: () => string;
  close: () => void;
}

/** The hub by Socket.IO's own client: every engine packet, before anybody has read it. */
async function listenToHub(url: string, token: string, transport: "websocket" | "polling"): Promise<Receipt> {
  const socket = io(`${url}/hubs/ops`, { auth: { token }, transports: [transport], forceNew: true });
  let text = "";
  socket.io.engine.on("packet", ({ data }) => {
    text += String(data ?? "");
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  for (const stream of ["orders", "notifications"]) await socket.emitWithAck("subscribe", { stream });
  return { wire: `hub ${transport}`, text: () => text, close: () => socket.disconnect() };
}

async function listenToWebSocket(url: string, token: string): Promise<Receipt> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, { headers: { authorization: `Bearer ${token}` } });
  let text = "";
  socket.on("message", (data) => {
    text += String(data);
  });
  await new Promise((resolve) => socket.once("open", resolve));
  for (const stream of ["orders", "notifications"]) socket.send(JSON.stringify({ op: "subscribe", stream }));
  return { wire: "/ws", text: () => text, close: () => socket.terminate() };
}

async function listenToEvents(url: string, token: string): Promise<Receipt> {
  const ending = new AbortController();
  const response = await fetch(`${url}/api/stream?streams=orders,notifications`, {
    headers: { authorization: `Bearer ${token}` },
    signal: ending.signal,
  });
  let text = "";
  const reading = async () => {
    for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk);
  };
  // Ends by being aborted.
  reading().catch(() => undefined);
  return { wire: "SSE", text: () => text, close: () => ending.abort() };
}

const paths = ["/", "/orders", "/inbox"];
const routes = ["/api/orders", "/api/overview", "/api/notifications", "/api/notifications/attention"];

/** What REST and pages answer this role about an order. */
async function ask(url: string, role: DemoRole, client: ApiClient, id: string): Promise<Record<string, string>> {
  const cookie = await cookieOf(url, `${role}@pulseboard.local`, `${role}-demo`);
  const answers: Record<string, string> = {};
  for (const path of [...routes, `/api/orders/${id}`, `/api/orders/${id}/events`])
    answers[`REST ${path}`] = JSON.stringify(await client.get(path));
  for (const path of [...paths, `/orders/${id}`]) {
    answers[`HTML ${path}`] = (await askPage(`${url}${path}`, { cookie })).text;
    answers[`RSC ${path}`] = (await askPage(`${url}${path}`, { cookie, ...rscHeaders })).text;
  }
  const csv = await fetch(`${url}/api/admin/audit.csv`, { headers: { authorization: `Bearer ${client.token}` } });
  answers.CSV = await csv.text();
  return answers;
}

const countIn = (text: string): number => canaryWords.reduce((sum, word) => sum + text.split(word).length - 1, 0);

test("[RECEIPT] canaries in every personal field are 0 times in what a viewer receives on each wire, and there for an operator", async ({
  server,
  api,
}) => {
  test.setTimeout(120_000);
  const { url } = server;
  const operator = await api("operator");
  const place = async (number: string) => {
    // Large: a notification says so, too.
    const body = { ...orderBody(number), items: [{ title: "Large machine", quantity: 1, unitPrice: 99_900 }] };
    return (await operator.post<{ id: string; version: number }>("/api/orders", body)).body;
  };
  const first = await place(uniqueNumber());
  const counts: Record<"viewer" | "operator", Record<string, number>> = { viewer: {}, operator: {} };
  const receipts: Receipt[] = [];
  for (const role of ["viewer", "operator"] as const) {
    const client = await api(role);
    const wires = [
      await listenToHub(url, client.token, "websocket"),
      await listenToHub(url, client.token, "polling"),
      await listenToWebSocket(url, client.token),
      await listenToEvents(url, client.token),
    ];
    receipts.push(...wires);
    const number = uniqueNumber();
    const { id, version } = await place(number);
    await operator.post(`/api/orders/${id}/status`, { to: "cancelled", version });
    // Both the order and what became of it have come.
    for (const wire of wires)
      await expect.poll(() => wire.text().includes(number) && wire.text().includes("cancelled"), wire.wire).toBe(true);
    for (const wire of wires) counts[role][wire.wire] = countIn(wire.text());
    for (const [name, text] of Object.entries(await ask(url, role, client, first.id)))
      counts[role][name.replace(first.id, "ID")] = countIn(text);
    const found = await Promise.all(
      canaryWords.map((word) => client.get<{ items: object[] }>(`/api/orders?q=${encodeURIComponent(word)}`)),
    );
    // Nobody searches by address; a viewer by nothing personal.
    const isSearched = canaryWords.map((word) => role === "operator" && !/street|town/.test(word));
    expect(found.map(({ items }) => items.length > 0)).toEqual(isSearched);
  }
  for (const receipt of receipts) receipt.close();
  expect(Object.entries(counts.viewer).filter(([, count]) => count > 0)).toEqual([]);
  expect(Object.keys(counts.viewer)).toHaveLength(19);
  // The same places hold them for who may see them; notifications, history and figures for nobody.
  const shown = Object.entries(counts.operator).flatMap(([name, count]) => (count > 0 ? [name] : []));
  expect(shown.sort()).toEqual(
    [
      ...["hub websocket", "hub polling", "/ws", "SSE", "REST /api/orders", "REST /api/orders/ID"],
      ...["HTML /", "HTML /orders", "HTML /orders/ID", "RSC /", "RSC /orders", "RSC /orders/ID"],
    ].sort(),
  );
});
