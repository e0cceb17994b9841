/** For the matrix: the routes on disk, and a request of each that is right in all but perhaps the caller. */
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { vi } from "vitest";
import * as schema from "@/lib/db/schema";
import { addressHeader } from "@/lib/http/caller";
import type { EveryCaller } from "@/lib/http/every-caller";
import type { RouteHandler } from "@/lib/http/route";
import { setRuntime } from "@/lib/runtime";
import { createResetLink } from "@/lib/services/accounts/create-reset-link";
import { inviteUser } from "@/lib/services/accounts/invite-user";
import { signIn } from "@/lib/services/identity/sign-in";
import { addUser, contextOf, type TestServices, type TestUser } from "@/lib/services/identity/testing";
import { addKey } from "@/lib/services/keys/testing";
import { as, newOrder, placeOrder } from "@/lib/services/orders/testing";

export const methodNames = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Paths below `app`, such as `api/orders/[id]`. */
export const routesOnDisk = (): string[] =>
  readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === "route.ts")
    .map(({ parentPath }) => relative(import.meta.dirname, parentPath))
    .sort();

export const handlersOf = (route: string): Promise<Record<string, RouteHandler | undefined>> =>
  vi.importActual(join(import.meta.dirname, route, "route.ts"));

export interface Asking {
  params?: Record<string, unknown>;
  query?: string;
  body?: unknown;
  contentType?: string;
}

let lastAddress = 0;

/** The answer's status. Each comes from an address of its own, so that none is held up for what another did. */
export async function ask(
  services: TestServices,
  handler: RouteHandler,
  method: string,
  headers: Record<string, string>,
  { params = {}, query = "", body, contentType = "application/json" }: Asking = {},
): Promise<number> {
  setRuntime(services);
  lastAddress += 1;
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request(`http://localhost:3000/api/test${query}`, {
    method,
    headers: {
      host: "localhost:3000",
      [addressHeader]: `10.${lastAddress >> 16}.${(lastAddress >> 8) & 255}.${lastAddress & 255}`,
      ...(text === undefined ? {} : { "content-type": contentType }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  await response.text();
  return response.status;
}

export interface AskingWorld {
  services: TestServices;
  admin: TestUser;
}

type Prepare = (world: AskingWorld, caller: EveryCaller) => Asking | Promise<Asking>;

const order = () => {
  const { key: _key, ...body } = newOrder();
  return body;
};
const idOf = async (made: Promise<{ id: string }>): Promise<Asking> => ({ params: { id: (await made).id } });
const orderId: Prepare = ({ services }) => idOf(placeOrder(as(services, "operator")));
const somebodysId: Prepare = ({ services }) => idOf(addUser(services));
const person = () => ({ email: `${uuidv7()}@test.example`, name: "New", role: "viewer" as const });

async function invited({ services, admin }: AskingWorld): Promise<{ id: string }> {
  return (await inviteUser(contextOf(services, admin), person())).invitation;
}

async function sessionOf(services: TestServices, user: TestUser): Promise<{ id: string }> {
  const session = await signIn(services, { ...user, userAgent: null });
  if (!session) throw new Error(`${user.email} cannot sign in.`);
  return { id: session.sessionId };
}

async function linkSecret({ services, admin }: AskingWorld): Promise<string> {
  const { path } = await createResetLink(contextOf(services, admin), { id: (await addUser(services)).id });
  return path.split("#")[1] ?? "";
}

async function deadLetter({ services }: AskingWorld): Promise<{ id: string }> {
  const letter = { stream: "orders", type: "order.created", at: new Date(), payload: {}, error: "no", tries: 5 };
  const id = uuidv7();
  await services.database.db.insert(schema.deadLetters).values({ ...letter, id, diedAt: new Date() });
  return { id };
}

const nothing: Prepare = () => ({});
const anything: Prepare = () => ({ body: {} });

/** By the table's `method route`. Whatever is changed or ended is made anew for each caller. */
export const askings: Record<string, Prepare> = {
  "GET healthz": nothing,
  "GET readyz": nothing,
  "GET metrics": nothing,
  "GET api/[[...path]]": nothing,
  "POST api/[[...path]]": anything,
  "PUT api/[[...path]]": anything,
  "PATCH api/[[...path]]": anything,
  "DELETE api/[[...path]]": anything,
  "GET api/auth/[...nextauth]": () => ({ params: { nextauth: ["_log"] } }),
  "POST api/auth/[...nextauth]": () => ({ params: { nextauth: ["_log"] }, body: {} }),
  "POST api/setup": () => ({
    body: {
      ...{ code: "no code", email: "first@test.example", name: "First", password: "a good password" },
      ...{ shopName: "Shop", timeZone: "UTC", currency: "EUR" },
    },
  }),
  "POST api/token": anything,
  "POST api/password-links/read": async (world) => ({ body: { secret: await linkSecret(world) } }),
  "POST api/password-links/use": async (world) => ({
    body: { secret: await linkSecret(world), password: "a good password" },
  }),
  "GET api/me": nothing,
  "PATCH api/me": () => ({ body: { name: "Renamed" } }),
  "POST api/me/password": (_world, { user }) => ({
    body: { current: user?.password ?? "a good password", password: user?.password ?? "a good password" },
  }),
  "GET api/me/sessions": nothing,
  "DELETE api/me/sessions": nothing,
  "DELETE api/me/sessions/[id]": ({ services, admin }, { user }) => idOf(sessionOf(services, user ?? admin)),
  "GET api/overview": nothing,
  "GET api/metrics": nothing,
  "POST api/metrics": () => ({ body: { samples: [{ name: "queue.depth", value: 1 }] } }),
  "GET api/metrics/query": () => ({ query: "?series=1&from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z" }),
  "GET api/orders": nothing,
  "POST api/orders": () => ({ body: order() }),
  "POST api/orders/import": () => ({
    body: JSON.stringify({ ...order(), placedAt: "2026-01-05T10:12:00Z" }),
    contentType: "application/x-ndjson",
  }),
  "GET api/orders/[id]": orderId,
  "GET api/orders/[id]/events": orderId,
  "POST api/orders/[id]/status": async (world, caller) => ({
    ...(await orderId(world, caller)),
    body: { to: "packed", version: 1 },
  }),
  "GET api/notifications": nothing,
  "GET api/notifications/attention": nothing,
  "POST api/notifications/read": anything,
  "GET api/admin/audit": nothing,
  "GET api/admin/audit.csv": nothing,
  "POST api/admin/broadcasts": () => ({
    body: { severity: "info", title: "Hello", body: "There", audience: { roles: ["viewer"] } },
  }),
  "GET api/admin/connections": nothing,
  "GET api/admin/dead-letters": nothing,
  "POST api/admin/dead-letters/[id]/discard": async (world) => ({ ...(await idOf(deadLetter(world))), body: {} }),
  "POST api/admin/dead-letters/[id]/retry": async (world) => ({ ...(await idOf(deadLetter(world))), body: {} }),
  "GET api/admin/invitations": nothing,
  "POST api/admin/invitations": () => ({ body: person() }),
  "DELETE api/admin/invitations/[id]": (world) => idOf(invited(world)),
  "POST api/admin/invitations/[id]/link": (world) => idOf(invited(world)),
  "GET api/admin/keys": nothing,
  "POST api/admin/keys": () => ({ body: { name: "Till", scopes: ["metrics.write"], days: 1 } }),
  "DELETE api/admin/keys/[id]": ({ services }) => idOf(addKey(services, ["metrics.read"])),
  "GET api/admin/sessions": nothing,
  "DELETE api/admin/sessions/[id]": async ({ services }) => idOf(sessionOf(services, await addUser(services))),
  "GET api/admin/settings": nothing,
  "GET api/admin/users": nothing,
  "POST api/admin/users": () => ({ body: { ...person(), password: "a good password" } }),
  "PATCH api/admin/users/[id]": async (world, caller) => ({
    ...(await somebodysId(world, caller)),
    body: { name: "Other" },
  }),
  "DELETE api/admin/users/[id]": somebodysId,
  "POST api/admin/users/[id]/reset-link": somebodysId,
  "DELETE api/admin/users/[id]/sessions": somebodysId,
};
