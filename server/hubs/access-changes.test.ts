import { expect, it } from "vitest";
import { createAccessChanges } from "./access-changes";

it("[REVOKE-RACE] who was read before a change of access, and is let in after it, is read again", async () => {
  const changes = createAccessChanges();
  const answers = ["allowed", "allowed", "refused"];
  let reads = 0;
  const read = async () => {
    const answer = answers[reads++];
    if (answer === "allowed") changes.note();
    return answer;
  };
  expect(await changes.settled(read)).toBe("refused");
  expect(reads).toBe(3);
});

it("[REVOKE-RACE] without a change one reading is enough, and what it throws is thrown", async () => {
  const changes = createAccessChanges();
  let reads = 0;
  expect(await changes.settled(async () => ++reads)).toBe(1);
  const failing = changes.settled(async () => {
    throw new Error("not signed in");
  });
  await expect(failing).rejects.toThrow("not signed in");
});
