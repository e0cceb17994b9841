import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { meetsDemand, permissions } from "./permissions";

/** By hand. `own` is closed to API keys, `self` is open to them: whoever adds one decides here which it is. */
const expected = {
  own: [
    "changePassword",
    "endMyOtherSessions",
    "endMySession",
    "leaveGroup",
    "listAttention",
    "listMySessions",
    "listNotifications",
    "markNotifications",
    "notifications",
    "presence",
    "updateMe",
  ],
  self: ["readMe", "refreshToken", "unsubscribe"],
  public: ["createFirstAdmin", "issueToken", "readPasswordLink", "redeemPasswordLink"],
};

/** Every demand in the contracts that is no permission, with who makes it: operations, the hub's methods, streams. */
async function declaredDemands(): Promise<Map<string, string>> {
  const files = readdirSync(import.meta.dirname).filter((name) => /^[\w-]+\.ts$/.test(name));
  const found = new Map<string, string>();
  for (const file of files) {
    const path = join(import.meta.dirname, file);
    const contract = await vi.importActual<Record<string, Record<string, unknown>>>(path);
    const { operations = {}, opsHub, streams = {} } = contract;
    const all = { ...operations, ...((opsHub?.server as Record<string, unknown>) ?? {}), ...streams };
    for (const [name, { permission }] of Object.entries(all as Record<string, { permission: unknown }>)) {
      if (typeof permission === "string") found.set(name, permission);
    }
  }
  return found;
}

it("[KEY-OWN] what asks for no permission stands here by hand, as for people, for everybody or before anybody", async () => {
  const found = await declaredDemands();
  const demanding = (demand: string) => [...found].filter(([, one]) => one === demand).map(([name]) => name);
  expect({
    own: demanding("own").sort(),
    self: demanding("self").sort(),
    public: demanding("public").sort(),
  }).toEqual(expected);
  const known: readonly string[] = [...permissions, "own", "self", "public"];
  expect([...found].filter(([, demand]) => !known.includes(demand))).toEqual([]);
});

it("[KEY-OWN] a key meets no demand for what is somebody's own; people and workers do", () => {
  const everything = [...permissions];
  const met = (kind: "user" | "key" | "system", granted: string[] = everything) =>
    ["own", "self", "public"].filter((demand) => meetsDemand({ kind, permissions: granted }, demand));
  expect(met("user")).toEqual(["own", "self", "public"]);
  expect(met("system")).toEqual(["own", "self", "public"]);
  expect(met("key")).toEqual(["self", "public"]);
  // Nobody can be granted it.
  expect(met("key", ["own"])).toEqual(["self", "public"]);
});
