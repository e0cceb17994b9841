import { encode } from "next-auth/jwt";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { opsHub } from "@/lib/contracts/ops-hub";
import { testDatabase } from "@/lib/db/testing";
import { createHubClient } from "@/lib/hub-client";
import { signIn } from "@/lib/services/identity/sign-in";
import { addUser } from "@/lib/services/identity/testing";
import { openEvents } from "./event-source";
import { badTokens, type ForgedClaims, goodToken } from "./forged-tokens";
import { openWebSocket } from "./web-socket-client";
import { startWorld, type World } from "./world";

async function claimsOf({ services }: World): Promise<ForgedClaims> {
  const user = await addUser(services, { role: "admin", name: "Ada" });
  const session = await signIn(services, { ...user, userAgent: null });
  if (!session) throw new Error("The test's own admin cannot sign in.");
  return { sub: user.id, sid: session.sessionId, version: session.version };
}

async function knock(world: World, transport: "websocket" | "polling", token: string | null): Promise<string> {
  const auth = async () => (token === null ? {} : { token });
  const client = createHubClient(opsHub, { url: world.url, auth, transports: [transport] });
  const outcome = await new Promise<string>((resolve) => {
    client.subscribeState((state) => {
      if (state.kind === "live") resolve("let in");
      if (state.kind === "closed") resolve(state.code);
    });
    client.connect();
  });
  client.close();
  return outcome;
}

const streamUrl = ({ url }: World, query = "") => `${url}/api/stream?streams=orders${query}`;

/** What each wire says to this token, brought in each way that the wire knows. */
async function onEveryWire(world: World, token: string | null): Promise<Record<string, string>> {
  const header = token === null ? {} : { token };
  using byHeader = await openEvents(streamUrl(world), header);
  using byQuery = await openEvents(
    streamUrl(world, token === null ? "" : `&access_token=${encodeURIComponent(token)}`),
  );
  using raw = await openWebSocket(world.url, header);
  return {
    websocket: await knock(world, "websocket", token),
    polling: await knock(world, "polling", token),
    "/ws": await Promise.race([
      raw.closed.then(String),
      raw.ask({ op: "unsubscribe", stream: "orders" }).then(() => "let in", String),
    ]),
    "SSE, header": String(byHeader.status),
    "SSE, query": String(byQuery.status),
  };
}

const refused = {
  websocket: "UNAUTHENTICATED",
  polling: "UNAUTHENTICATED",
  "/ws": "4401",
  "SSE, header": "401",
  "SSE, query": "401",
};

it("[HANDSHAKE] a token that is wrong in one thing opens no wire, and the one that is right in all opens each", async () => {
  await using database = await testDatabase();
  await using world = await startWorld(database);
  const { authSecret } = world.services.config;
  const claims = await claimsOf(world);
  const vectors: Record<string, string | null> = { "no token": null, ...(await badTokens(authSecret, claims)) };
  const seen: Record<string, Record<string, string>> = {};
  for (const [name, token] of Object.entries(vectors)) seen[name] = await onEveryWire(world, token);
  expect(seen).toEqual(Object.fromEntries(Object.keys(vectors).map((name) => [name, refused])));
  expect(Object.keys(vectors)).toHaveLength(22);
  const good = await onEveryWire(world, goodToken(authSecret, claims));
  const open = { websocket: "let in", polling: "let in", "/ws": "let in", "SSE, header": "200", "SSE, query": "200" };
  expect(good).toEqual(open);
}, 120_000);

const engine = "/socket.io/?EIO=4";

/** The status of an upgrade: 101 when it was let through. */
const upgrade = (url: string, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    const socket = new WebSocket(url.replace("http", "ws"), { headers });
    const answer = (status: number) => {
      resolve(status);
      socket.terminate();
    };
    socket.once("open", () => answer(101));
    socket.once("unexpected-response", (_request, response) => answer(response.statusCode ?? 0));
    // Ends of what is answered already come here too.
    socket.on("error", reject);
  });

it("[HANDSHAKE-ORIGIN] with a good cookie, a foreign, null or absent Origin opens no wire, nor an upgrade of a poll that was ours", async () => {
  await using database = await testDatabase();
  await using world = await startWorld(database);
  const token = { ...(await claimsOf(world)) };
  const cookie = `next-auth.session-token=${await encode({ token, secret: world.services.config.authSecret })}`;
  const ours = { cookie, origin: world.url };
  const foreign: Record<string, Record<string, string>> = {
    "another site": { cookie, origin: "https://evil.example" },
    "another port": { cookie, origin: "http://127.0.0.1:1" },
    "a name that begins like it": { cookie, origin: `${world.url}.evil.example` },
    null: { cookie, origin: "null" },
  };
  const poll = (headers: Record<string, string>, query = "") =>
    fetch(`${world.url}${engine}&transport=polling${query}`, { headers });
  const opened = await poll(ours);
  const { sid } = JSON.parse((await opened.text()).slice(1));
  for (const [name, headers] of Object.entries(foreign)) {
    expect((await poll(headers)).status, `poll by ${name}`).toBe(403);
    expect((await poll(headers, `&sid=${sid}`)).status, `later poll by ${name}`).toBe(403);
    for (const path of [`${engine}&transport=websocket`, `${engine}&transport=websocket&sid=${sid}`, "/ws"]) {
      expect(await upgrade(`${world.url}${path}`, headers), `${path} by ${name}`).toBe(403);
    }
    using stream = await openEvents(streamUrl(world), { headers });
    expect(stream.status, `stream by ${name}`).toBe(403);
  }
  // No browser upgrades without saying where it comes from.
  for (const path of [`${engine}&transport=websocket`, "/ws"])
    expect(await upgrade(`${world.url}${path}`, { cookie }), path).toBe(403);
  using crossSite = await openEvents(streamUrl(world), { headers: { cookie, "sec-fetch-site": "cross-site" } });
  expect(crossSite.status).toBe(403);
  // All that was wrong was the Origin.
  expect(await upgrade(`${world.url}/ws`, ours)).toBe(101);
  expect(await upgrade(`${world.url}${engine}&transport=websocket&sid=${sid}`, ours)).toBe(101);
  using own = await openEvents(streamUrl(world), { headers: ours });
  expect(own.status).toBe(200);
}, 60_000);
