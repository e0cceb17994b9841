import { expect, it } from "vitest";
import { countPlaywright, countVitest, failuresOfPlaywright, failuresOfVitest, judgeRun } from "./test-totals.mjs";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

const browserTest = (status: string, expectedStatus = "passed") => ({ tests: [{ status, expectedStatus }] });

it("[TOTALS] A skipped, pending or todo test counts as failed", () => {
  const report = { testResults: [file("passed", "passed", "skipped", "pending", "todo"), file("passed", "passed")] };
  expect(countVitest(report)).toEqual({ passed: 2, failed: 3 });
});

it("[TOTALS] A test file that could not be loaded counts as a failed test", () => {
  expect(countVitest({ testResults: [file("failed")] })).toEqual({ passed: 0, failed: 1 });
  expect(countVitest({ testResults: [file("failed", "passed")] })).toEqual({ passed: 1, failed: 1 });
  expect(countVitest({ testResults: [file("failed", "passed", "failed")] })).toEqual({ passed: 1, failed: 1 });
});

it("[TOTALS] A browser test passes only at its first run and when it was meant to", () => {
  const specs = [
    browserTest("expected"),
    browserTest("flaky"),
    browserTest("skipped"),
    browserTest("unexpected"),
    browserTest("expected", "failed"),
  ];
  const nested = { specs: [browserTest("expected")], suites: [{ specs: [browserTest("expected")] }] };
  expect(countPlaywright({ suites: [{ specs }, nested], errors: [] })).toEqual({ passed: 3, failed: 4 });
});

it("[TOTALS] An error outside every browser test counts as a failed test", () => {
  expect(countPlaywright({ suites: [], errors: [{ message: "no such file" }] })).toEqual({ passed: 0, failed: 1 });
});

it("[TOTALS] A runner that crashed, ran nothing or failed without a failed test counts as a failed test", () => {
  expect(judgeRun(null, false)).toEqual({ passed: 0, failed: 1 });
  expect(judgeRun({ passed: 0, failed: 0 }, true)).toEqual({ passed: 0, failed: 1 });
  expect(judgeRun({ passed: 9, failed: 0 }, false)).toEqual({ passed: 9, failed: 1 });
  expect(judgeRun({ passed: 9, failed: 2 }, false)).toEqual({ passed: 9, failed: 2 });
  expect(judgeRun({ passed: 9, failed: 0 }, true)).toEqual({ passed: 9, failed: 0 });
});

it("[TOTALS] What failed is told once more, with its file and the first lines of why", () => {
  const assertionResults = [
    { status: "passed", fullName: "holds" },
    { status: "failed", fullName: "breaks", failureMessages: ["expected 1\u001B[31m to be 2\u001B[39m\nat line 3"] },
    { status: "skipped", fullName: "is left out", failureMessages: null },
  ];
  const testResults = [
    { name: "a.test.ts", status: "failed", assertionResults },
    { name: "b.test.ts", status: "failed", message: "no such module", assertionResults: [] },
    { name: "c.test.ts", status: "passed", assertionResults: [] },
  ];
  expect(failuresOfVitest({ testResults })).toEqual([
    "a.test.ts\n  breaks\n  expected 1 to be 2\n  at line 3",
    "a.test.ts\n  is left out\n  skipped",
    "b.test.ts\n  no such module",
  ]);

  const broken = { status: "unexpected", expectedStatus: "passed", results: [{}, { error: { message: "not seen" } }] };
  const specs = [
    { title: "holds", file: "a.spec.ts", line: 1, tests: [{ status: "expected", expectedStatus: "passed" }] },
    { title: "breaks", file: "a.spec.ts", line: 9, tests: [broken] },
  ];
  expect(failuresOfPlaywright({ suites: [{ suites: [{ specs }] }], errors: [{ message: "no browser" }] })).toEqual([
    "a.spec.ts:9\n  breaks\n  not seen",
    "no browser",
  ]);
});
