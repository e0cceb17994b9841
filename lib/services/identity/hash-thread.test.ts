import { expect, it } from "vitest";
import { createHashThread } from "./hash-thread";

/** Ends itself, or throws, when it is asked to; else the password fits. */
const mortal = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ password }) => {
      if (password === "end") process.exit(3);
      if (password === "throw") setImmediate(() => { throw new Error("as it happens"); });
      else parentPort.postMessage({ ok: true, result: true });
    });`)}`,
);

it("a thread that ends or fails under a hash rejects it, and the next one has another", async () => {
  await using thread = createHashThread(mortal);
  const ask = (password: string) => thread.run({ kind: "verify", password, hash: null });
  for (let round = 0; round < 2; round++) {
    await expect(ask("end")).rejects.toThrow("has ended");
    await expect(ask("throw")).rejects.toThrow("as it happens");
    expect(await ask("a password")).toBe(true);
  }
});

it("a thread that cannot even start rejects each hash", async () => {
  await using thread = createHashThread(new URL("file:///there/is/no/such/thread.mjs"));
  for (let round = 0; round < 2; round++)
    await expect(thread.run({ kind: "hash", password: "a password" })).rejects.toThrow(/Cannot find module/);
});
