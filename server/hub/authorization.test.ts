import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineContract, event, Notice, operation } from "@/lib/hub-protocol";
import { authenticate, startChat } from "./chat-fixture";
import type { Principal } from "./index";
import { startTestHub } from "./testing";

const nothing = z.strictObject({});
const contractWith = (demands: { permission?: string; roles?: string[] }) =>
  defineContract({
    path: "/hubs/closed",
    ...demands,
    server: {
      decide: operation({ input: nothing, output: z.null(), permission: "own", roles: ["boss"] }),
    },
    client: { notice: event(Notice, { delivery: "state" }) },
  });

const startClosed = (demands: { permission?: string; roles?: string[] }, permits?: () => boolean) =>
  startTestHub<ReturnType<typeof contractWith>, Principal>(contractWith(demands), {
    authenticate: async (handshake) => {
      const { principal } = await authenticate(handshake);
      return {
        principal: { ...principal, role: typeof handshake.auth.role === "string" ? handshake.auth.role : "member" },
      };
    },
    implementation: () => ({ decide: () => null }),
    ...(permits && { permits }),
  });

describe("who may", () => {
  it("[H-HUB-PERMISSION] use the hub at all is asked in the handshake", async () => {
    await using hub = await startClosed({ permission: "closed.enter" });
    expect(await hub.refusal({ token: "ann" })).toMatchObject({ code: "FORBIDDEN", retry: false });
    const ben = await hub.connect({ token: "ben", permissions: ["closed.enter"] });
    expect(await ben.call("decide", {})).toMatchObject({ ok: false });
  });

  it("[H-HUB-ROLES] and so are the hub's roles", async () => {
    await using hub = await startClosed({ roles: ["boss", "guard"] });
    expect(await hub.refusal({ token: "ann" })).toMatchObject({ code: "FORBIDDEN", retry: false });
    await hub.connect({ token: "ben", role: "guard" });
  });

  it("[H-ROLES] a method may demand a role beside its permission", async () => {
    await using hub = await startClosed({});
    const ann = await hub.connect({ token: "ann" });
    const boss = await hub.connect({ token: "ben", role: "boss" });
    expect(await ann.call("decide", {})).toMatchObject({ error: { code: "FORBIDDEN" } });
    expect(await boss.call("decide", {})).toEqual({ ok: true, value: null });
  });

  it("[H-PERMITS] the application may say itself who has which permission", async () => {
    const asked: string[] = [];
    const permits = (principal: Principal, permission: string) => {
      asked.push(`${principal.id} ${permission}`);
      return !principal.id.startsWith("robot");
    };
    await using chat = await startChat({ permits });
    const ann = await chat.connectAs("ann");
    const robot = await chat.connectAs("robot-1", { permissions: ["own", "chat.speak"] });
    expect(await ann.call("echo", { text: "x" })).toEqual({ ok: true, value: "x" });
    expect(await robot.call("echo", { text: "x" })).toMatchObject({ ok: false, error: { code: "FORBIDDEN" } });
    expect(asked).toEqual(["ann own", "robot-1 own"]);
    await using closed = await startClosed({ permission: "closed.enter" }, () => true);
    await closed.connect({ token: "ben" });
  });

  it.each([undefined, null, 1, "yes"])("[H-PERMITS-CLOSED] a rule that says %j lets nobody in", async (verdict) => {
    await using chat = await startChat({ permits: () => verdict as unknown as boolean });
    const ann = await chat.connectAs("ann");
    expect(await ann.call("echo", { text: "x" })).toMatchObject({ error: { code: "FORBIDDEN" } });
  });

  it("[H-POLICY] a policy decides by the resource that the validated input names", async () => {
    const seen: unknown[] = [];
    await using chat = await startChat({
      policies: {
        wait: async ({ input, principal }) => {
          seen.push(input);
          return input.name.startsWith(principal.id);
        },
      },
    });
    const ann = await chat.connectAs("ann");
    expect(await ann.call("wait", { name: "ben's" })).toMatchObject({ error: { code: "FORBIDDEN" } });
    expect(await ann.call("wait", { name: 7 })).toMatchObject({ error: { code: "INVALID_ARGUMENT" } });
    expect(chat.gates.started).toEqual([]);
    expect(seen).toEqual([{ name: "ben's" }]);
    const allowed = ann.call("wait", { name: "ann's" });
    await chat.gates.running("ann's");
    chat.gates.open("ann's");
    expect(await allowed).toEqual({ ok: true, value: "ann's" });
  });

  it.each([undefined, null, 1, "yes", Promise.resolve(undefined)])(
    "[H-POLICY-CLOSED] a policy that says %j lets nobody in",
    async (verdict) => {
      await using chat = await startChat({ policies: { echo: () => verdict as unknown as boolean } });
      const ann = await chat.connectAs("ann");
      expect(await ann.call("echo", { text: "x" })).toMatchObject({ error: { code: "FORBIDDEN" } });
    },
  );

  it("[H-POLICY-UNKNOWN] a policy for a method that does not exist fails when the server starts", async () => {
    await expect(startChat({ policies: { nope: () => true } as never })).rejects.toThrow(/nope/);
  });
});
