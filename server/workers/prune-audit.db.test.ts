import { readFileSync } from "node:fs";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { expect, it } from "vitest";
import { auditEntries } from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { filesBelow } from "@/server/scripts/source-hash.mjs";
import { pruneAudit } from "./prune-audit";

const nowMs = Date.UTC(2026, 10, 21, 12);
const dayMs = 86_400_000;

it("[AUDIT-KEPT] an entry is kept for as many days as are asked for, and no longer", async () => {
  await using database = await testDatabase();
  const entry = (ageMs: number) => ({
    id: uuidv7(),
    at: new Date(nowMs - ageMs),
    actorKind: "user" as const,
    actorName: "Ada",
    action: "user.updated",
    via: "rest" as const,
    detail: {},
  });
  const [young, old] = [entry(400 * dayMs - 1), entry(400 * dayMs + 1)];
  await database.db.insert(auditEntries).values([young, old]);
  expect(await pruneAudit(database, nowMs, 401)).toBe(0);
  expect(await pruneAudit(database, nowMs, 400)).toBe(1);
  expect((await database.db.select().from(auditEntries)).map(({ id }) => id)).toEqual([young.id]);
});

it("[AUDIT-APPEND] one place adds entries, one takes old ones away, and none changes any", () => {
  const root = process.cwd();
  const sources = ["app", "lib", "server"]
    .flatMap((room) => filesBelow(root, room))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));
  const matching = (pattern: RegExp) => sources.filter((path) => pattern.test(readFileSync(join(root, path), "utf8")));
  expect(matching(/\.insert\(\s*(schema\.)?auditEntries|insert\s+into\s+"?audit_entries/i)).toEqual([
    "lib/services/audit/record-audit.ts",
  ]);
  expect(
    matching(/\.delete\(\s*(schema\.)?auditEntries|delete\s+from\s+"?audit_entries|truncate[^;]*audit_entries/i),
  ).toEqual(["server/workers/prune-audit.ts"]);
  expect(matching(/\.update\(\s*(schema\.)?auditEntries|update\s+"?audit_entries/i)).toEqual([]);
});
