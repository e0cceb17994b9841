import { expect, it } from "vitest";
import { startChat } from "./chat-fixture";
import { createGather } from "./gather";

it("[H-GATHER] the first of a kind is told at once, its repeats together; kinds are kept apart", async () => {
  const told: [string, number][] = [];
  const note = createGather<string>(100, (latest, count) => void told.push([latest, count]));
  note("a", "a1");
  note("a", "a2");
  note("b", "b1");
  note("a", "a3");
  expect(told).toEqual([
    ["a1", 1],
    ["b1", 1],
  ]);
  await expect.poll(() => told.at(2)).toEqual(["a3", 2]);
});

it("[H-GATHER-FLUSH] repeats are put together as one wishes, and told without waiting at the end", () => {
  const told: [string, number][] = [];
  const merge = (before: string, next: string) => `${before}+${next}`;
  const note = createGather<string>(60_000, (latest, count) => void told.push([latest, count]), { merge, maxKinds: 1 });
  for (const item of ["a1", "a2", "a3"]) note("a", item);
  // No more kinds are kept: told at once.
  for (const item of ["b1", "b2"]) note("b", item);
  note.flush();
  note.flush();
  expect(told).toEqual([
    ["a1", 1],
    ["b1", 1],
    ["b2", 1],
    ["a2+a3", 2],
  ]);
});

it("[H-UNKNOWN-FLOOD] calls of methods that do not exist do not fill the log", async () => {
  await using chat = await startChat();
  const ann = await chat.connectAs("ann");
  for (let i = 0; i < 20; i += 1) await ann.call(`made${i}`, {});
  expect(chat.log.entries.filter(({ level }) => level === "warn")).toHaveLength(1);
  expect(chat.hub.stats().unknownMethods).toBe(20);
});
