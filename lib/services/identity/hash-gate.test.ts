import { expect, it } from "vitest";
import { createGate } from "./hash-gate";

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

it("[login] at most two hashes at once, the others in order of arrival", async () => {
  const gate = createGate({ atOnce: 2, waiting: 10 });
  const ends = [deferred(), deferred(), deferred(), deferred()];
  const started: number[] = [];
  const runs = ends.map((end, i) =>
    gate(async () => {
      started.push(i);
      await end.promise;
    }),
  );
  expect(started).toEqual([0, 1]);
  ends[1]?.resolve();
  await runs[1];
  await Promise.resolve();
  expect(started).toEqual([0, 1, 2]);
  for (const end of ends) end.resolve();
  await Promise.all(runs);
  expect(started).toEqual([0, 1, 2, 3]);
});

it("[login] a full queue answers UNAVAILABLE at once, and has room again later", async () => {
  const gate = createGate({ atOnce: 1, waiting: 1 });
  const end = deferred();
  const first = gate(() => end.promise);
  const second = gate(async () => "second");
  await expect(gate(async () => "third")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  end.resolve();
  await first;
  expect(await second).toBe("second");
  expect(await gate(async () => "fourth")).toBe("fourth");
});

it("a run that fails gives its place on", async () => {
  const gate = createGate({ atOnce: 1, waiting: 1 });
  const failing = gate(async () => {
    throw new Error("as it happens");
  });
  const next = gate(async () => "next");
  await expect(failing).rejects.toThrow("as it happens");
  expect(await next).toBe("next");
});
