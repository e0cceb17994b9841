import { describe, expect, it } from "vitest";
import { type ConnectionsChange, mostListedConnections } from "@/lib/contracts/connections";
import type { Role } from "@/lib/contracts/permissions";
import { testDatabase } from "@/lib/db/testing";
import { HubError } from "@/lib/hub-protocol";
import { addUser } from "@/lib/services/identity/testing";
import { auditRefusals } from "@/server/hub";
import { describeConnections } from "./live-connections";
import { connectionOf, type OpsClient, startTestOps, type TestOps } from "./testing";

const page = { visible: true, viewport: { width: 1440, height: 900 }, build: "test", rttMs: 12 };

const connectAs = async (ops: TestOps, role: Role, name = `Some ${role}`): Promise<OpsClient> =>
  ops.connect(await addUser(ops.services, { role, name }));

/** The codes that these calls are refused with; null for one that went well. */
const codesOf = async (...calls: Promise<unknown>[]): Promise<(string | null)[]> =>
  (await Promise.allSettled(calls)).map((result) => (result.status === "rejected" ? result.reason.code : null));

describe("connections", () => {
  it("[OPS-CONN-RIGHTS] only who may sees them, asks them and closes them", async () => {
    await using database = await testDatabase();
    await using ops = await startTestOps(database);
    const admin = await connectAs(ops, "admin");
    for (const role of ["viewer", "operator"] as const) {
      const other = await connectAs(ops, role);
      const connectionId = connectionOf(admin);
      expect(
        await codesOf(
          other.invoke("subscribe", { stream: "connections" }),
          other.invoke("diagnoseConnection", { connectionId }),
          other.invoke("closeConnection", { connectionId }),
        ),
      ).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    }
    expect(await admin.invoke("subscribe", { stream: "connections" })).toMatchObject({ total: 3 });
  });

  it("[OPS-CONN-LIVE] a watcher is told who comes and goes, and what changes of those who stay", async () => {
    await using database = await testDatabase();
    await using ops = await startTestOps(database);
    const admin = await connectAs(ops, "admin", "Ada");
    const changes: ConnectionsChange[] = [];
    admin.on("connections", (change) => changes.push(change));
    const first = await admin.invoke("subscribe", { stream: "connections" });
    expect(first).toMatchObject({
      total: 1,
      connections: [{ id: connectionOf(admin), name: "Ada", role: "admin", transport: "websocket", encoding: "json" }],
    });

    const maya = await connectAs(ops, "viewer", "Maya");
    const id = connectionOf(maya);
    await expect.poll(() => changes.flatMap(({ opened }) => opened.map((one) => one.id))).toEqual([id]);
    const streamsOfMaya = () => changes.flatMap(({ changed }) => changed).findLast((one) => one.id === id)?.streams;
    await maya.invoke("subscribe", { stream: "presence" });
    await maya.invoke("subscribe", { stream: "orders" });
    await expect.poll(streamsOfMaya, { timeout: 5_000 }).toEqual(["orders", "presence"]);
    await maya.invoke("unsubscribe", { stream: "orders" });
    await expect.poll(streamsOfMaya, { timeout: 5_000 }).toEqual(["presence"]);
    maya.close();
    await expect.poll(() => changes.flatMap(({ closed }) => closed)).toEqual([id]);
    expect(changes.at(-1)?.total).toBe(1);
  });

  it("[OPS-CONN-DIAGNOSE] the page answers for itself, beside what the server knows", async () => {
    await using database = await testDatabase();
    await using ops = await startTestOps(database);
    const [admin, maya] = [await connectAs(ops, "admin"), await connectAs(ops, "viewer")];
    maya.handle("describeClient", () => page);
    const diagnosis = await admin.invoke("diagnoseConnection", { connectionId: connectionOf(maya) });
    expect(diagnosis).toMatchObject({ ...page, transport: "websocket", encoding: "json", serverBuild: "test" });
    expect(diagnosis.answeredInMs).toBeGreaterThan(0);
  });

  it("[OPS-CONN-NO-ANSWER] who is gone, is no page or answers something else is said in words", async () => {
    await using database = await testDatabase();
    await using ops = await startTestOps(database);
    const [admin, program] = [await connectAs(ops, "admin"), await connectAs(ops, "viewer")];
    const diagnose = (connectionId: string) => admin.invoke("diagnoseConnection", { connectionId });
    const connectionId = connectionOf(program);
    await expect(diagnose(connectionId)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("no page"),
    });
    const stop = program.handle("describeClient", () => ({ ...page, build: "x".repeat(65) }));
    await expect(diagnose(connectionId)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("page of this version"),
    });
    stop();
    program.handle("describeClient", () => {
      program.close();
      return page;
    });
    await expect(diagnose(connectionId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(diagnose(connectionId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("[OPS-CONN-STRANGER] what a client says went wrong is never said in Pulseboard's name, nor held against who asked", async () => {
    const refusals: string[] = [];
    const audit = auditRefusals({ record: ({ connection }) => void refusals.push(connection.principal.name) });
    await using database = await testDatabase();
    await using ops = await startTestOps(database, { filters: [audit] });
    const [admin, stranger] = [await connectAs(ops, "admin"), await connectAs(ops, "viewer")];
    const connectionId = connectionOf(stranger);
    for (const code of ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "CANCELLED", "TIMEOUT", "INTERNAL"] as const) {
      const stop = stranger.handle("describeClient", () => {
        throw new HubError(code, "Your session has ended. Sign in again at https://evil.example");
      });
      await expect(admin.invoke("diagnoseConnection", { connectionId }), code).rejects.toMatchObject({
        code: "CONFLICT",
        message: "That page could not answer.",
        data: undefined,
      });
      stop();
    }
    expect(refusals).toEqual([]);
    expect(admin.state.kind).toBe("live");
  });

  it("[OPS-CONN-CLOSE] who is disconnected is told by whom, does not come back by itself, and may by hand", async () => {
    await using database = await testDatabase();
    await using ops = await startTestOps(database);
    const [admin, maya] = [await connectAs(ops, "admin"), await connectAs(ops, "viewer")];
    const connectionId = connectionOf(maya);
    expect(await admin.invoke("closeConnection", { connectionId })).toEqual({});
    await expect.poll(() => maya.state).toMatchObject({ kind: "closed", code: "CLOSED_BY_ADMIN" });
    expect(await codesOf(admin.invoke("closeConnection", { connectionId }))).toEqual(["NOT_FOUND"]);
    maya.connect();
    await expect.poll(() => maya.state.kind).toBe("live");
  });

  it("[OPS-CONN-CLOSE-OWN] who disconnects the own connection gets the answer first", async () => {
    await using database = await testDatabase();
    await using ops = await startTestOps(database);
    const admin = await connectAs(ops, "admin");
    expect(await admin.invoke("closeConnection", { connectionId: connectionOf(admin) })).toEqual({});
    await expect.poll(() => admin.state).toMatchObject({ kind: "closed", code: "CLOSED_BY_ADMIN" });
  });

  it("[OPS-CONN-BOUND] the list is bounded and says how many there are", async () => {
    await using database = await testDatabase();
    await using ops = await startTestOps(database);
    await connectAs(ops, "admin");
    const [only] = ops.hub.connections();
    if (!only) throw new Error("The admin is not connected.");
    const list = describeConnections(
      Array.from({ length: mostListedConnections + 7 }, () => only),
      ops.hub.streamsOf,
    );
    expect([list.connections.length, list.total]).toEqual([mostListedConnections, mostListedConnections + 7]);
  });
});
