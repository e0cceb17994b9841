import { expect, it } from "vitest";
import { createHashThread } from "./hash-thread";

it("a thread that ends under a hash rejects it, and the next hash has a new one", async () => {
  await using thread = createHashThread();
  const under = thread.run({ password: "a password" });
  // Ended from outside while it works.
  await thread[Symbol.asyncDispose]();
  await expect(under).rejects.toThrow("has ended");
  expect((await thread.run({ password: "a password" })).hash).toMatch(/^\$argon2id\$/);
});
