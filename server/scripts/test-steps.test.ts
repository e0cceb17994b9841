import { expect, it } from "vitest";
import { outputsInOrder, runGroup } from "./test-steps.mjs";

it("[NPM-TEST] what steps print at once comes whole, in order, each under its name; the first one's at once", () => {
  let text = "";
  const [first, second, third] = outputsInOrder(
    (chunk) => {
      text += chunk;
    },
    ["one", "two", "three"],
  );
  second?.write("2a ");
  first?.write("1a ");
  third?.write("3 ");
  third?.end();
  expect(text).toBe("\n── one ──\n1a ");
  first?.write("1b ");
  first?.end();
  expect(text).toBe("\n── one ──\n1a 1b \n── two ──\n2a ");
  second?.write("2b ");
  second?.end();
  expect(text).toBe("\n── one ──\n1a 1b \n── two ──\n2a 2b \n── three ──\n3 ");
});

it("[NPM-TEST] the steps of a group run at once, and are counted in their order, whichever ends first", async () => {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const totals = { passed: 1, failed: 0 };
  const results = await runGroup(
    [
      {
        name: "waits for the other",
        run: async () => {
          await gate;
          return totals;
        },
      },
      {
        name: "other",
        run: async () => {
          letGo();
          return { passed: 0, failed: 2 };
        },
      },
    ],
    () => undefined,
  );
  expect(results).toMatchObject([
    { name: "waits for the other", totals },
    { name: "other", totals: { passed: 0, failed: 2 } },
  ]);
});
