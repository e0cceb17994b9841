import { expect, it } from "vitest";
import { auditEntries } from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { signIn } from "./sign-in";
import { signOut } from "./sign-out";
import { addUser, testServices } from "./testing";

it("[AUDIT-SIGN-OUT] a session that ends is told once, by whose it was and from where, and its connections are closed", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const ada = await addUser(services, { role: "admin", name: "Ada" });
  const caller = { address: "192.0.2.7", userAgent: "a browser", traceId: "trace-0001" };
  const signedIn = await signIn(services, { ...ada, ...caller });
  const sessionId = signedIn?.sessionId ?? "";
  await signOut(services, { sessionId, caller, reason: "signed out" });
  await signOut(services, { sessionId, caller, reason: "signed out" });
  const told = await database.db.select().from(auditEntries).orderBy(auditEntries.at, auditEntries.id);
  const from = { actorKind: "user", actorId: ada.id, actorName: "Ada", address: "192.0.2.7", traceId: "trace-0001" };
  expect(told).toMatchObject([
    { ...from, action: "session.started", detail: { method: "password" } },
    { ...from, action: "session.ended", detail: { reason: "signed out" } },
  ]);
  expect(told).toHaveLength(2);
  expect(services.told).toContain(`close ${sessionId}`);
});
