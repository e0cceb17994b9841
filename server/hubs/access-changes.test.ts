import { expect, it } from "vitest";
import { createAccessChanges } from "./access-changes";

const idsOf = () => ["ann", undefined];

it("[REVOKE-RACE] who was read before a change of access, and is let in after it, is read again", async () => {
  const changes = createAccessChanges();
  const answers = ["allowed", "allowed", "refused"];
  let reads = 0;
  const read = async () => {
    const answer = answers[reads++];
    if (answer === "allowed") changes.note("ben", "ann");
    return answer;
  };
  expect(await changes.settled(read, idsOf)).toBe("refused");
  expect(reads).toBe(3);
});

it("[REVOKE-RACE] without a change of theirs one reading is enough, whatever others do, and what it throws is thrown", async () => {
  const changes = createAccessChanges();
  let reads = 0;
  const read = async () => {
    changes.note("ben");
    return ++reads;
  };
  expect(await changes.settled(read, idsOf)).toBe(1);
  const failing = changes.settled(async () => {
    throw new Error("not signed in");
  }, idsOf);
  await expect(failing).rejects.toThrow("not signed in");
});

it("[REVOKE-RACE] who changes their own access again and again is turned away in the end", async () => {
  const changes = createAccessChanges();
  const never = changes.settled(async () => changes.note("ann"), idsOf);
  await expect(never).rejects.toMatchObject({ code: "UNAVAILABLE" });
});
