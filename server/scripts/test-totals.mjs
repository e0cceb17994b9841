// Passed and failed, counted from the runners' own reports. Only a test that ran and passed, at once, counts as passed:
// skipped, todo, flaky and "expected to fail" all count as failed.

/** @typedef {{ passed: number, failed: number }} Totals */

/** @param {boolean[]} outcomes whether each passed @returns {Totals} */
const count = (outcomes) => {
  const passed = outcomes.filter(Boolean).length;
  return { passed, failed: outcomes.length - passed };
};

/**
 * @param {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} report Vitest's JSON report
 * @returns {Totals}
 */
export function countVitest(report) {
  return count(
    report.testResults.flatMap(({ status, assertionResults }) => {
      const outcomes = assertionResults.map((test) => test.status === "passed");
      // A file that could not be loaded, or whose hooks failed, may have no failed test to show for it.
      return status === "passed" || outcomes.includes(false) ? outcomes : [...outcomes, false];
    }),
  );
}

/**
 * @typedef {{ status: string, expectedStatus: string }} BrowserTest
 * @typedef {{ specs?: { tests: BrowserTest[] }[], suites?: Suite[] }} Suite
 * @param {Suite} suite @returns {BrowserTest[]}
 */
const testsOf = (suite) => [
  ...(suite.specs ?? []).flatMap((spec) => spec.tests),
  ...(suite.suites ?? []).flatMap(testsOf),
];

/**
 * @param {{ suites: Suite[], errors: unknown[] }} report Playwright's JSON report
 * @returns {Totals}
 */
export function countPlaywright({ suites, errors }) {
  const outcomes = testsOf({ suites }).map((test) => test.status === "expected" && test.expectedStatus === "passed");
  return count([...outcomes, ...errors.map(() => false)]);
}

/**
 * @param {Totals | null} totals what the runner's report says; null when there is none
 * @param {boolean} endedWell whether the runner ended with 0
 * @returns {Totals} the same, with one failure more when the runner crashed, ran nothing, or failed without naming a test
 */
export function judgeRun(totals, endedWell) {
  if (!totals) return { passed: 0, failed: 1 };
  const isEmpty = totals.passed + totals.failed === 0;
  const isUnexplained = !endedWell && totals.failed === 0;
  return isEmpty || isUnexplained ? { passed: totals.passed, failed: totals.failed + 1 } : totals;
}
