import { v7 as uuidv7 } from "uuid";
import { expect, it } from "vitest";
import { ensureStreams, readHead, type StoredEvent } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { openEventLog } from "./event-log";

const notice = (offset: number): StoredEvent => ({
  stream: "notifications",
  offset,
  id: uuidv7(),
  type: "notification.created",
  at: new Date(),
  payload: {},
  audience: null,
});

it("[LOG-HEAD] the head does not go back while the floor is read: who has the newest event is above nothing", async () => {
  await using database = await testDatabase();
  await ensureStreams(database);
  const log = await openEventLog({ database, stream: "notifications", floorLifeMs: -1 });
  const { epoch, head } = await readHead(database.db, "notifications");
  const oldest = log.oldest();
  log.append(epoch, [notice(head + 1)]);
  expect(await oldest).toBe(1);
  expect(await log.head()).toEqual({ epoch, head: head + 1 });
});
