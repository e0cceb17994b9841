// Passed and failed, counted from the runners' own reports. Only a test that ran and passed, at once, counts as passed:
// skipped, todo, flaky and "expected to fail" all count as failed.
import { stripVTControlCharacters } from "node:util";

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

/** Colors are for a terminal. @param {string} text @param {number} lines @returns {string} its first lines, plain */
const firstLines = (text, lines) => stripVTControlCharacters(text).split("\n").slice(0, lines).join("\n  ");

/**
 * @typedef {{ name: string, status: string, message?: string,
 *   assertionResults: { status: string, fullName: string, failureMessages?: string[] | null }[] }} VitestFile
 * @param {{ testResults: VitestFile[] }} report Vitest's JSON report
 * @returns {string[]} what failed, each with its file and the first lines of why
 */
export function failuresOfVitest(report) {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status !== "passed");
    if (failed.length === 0) return status === "passed" ? [] : [`${name}\n  ${firstLines(message ?? status, 6)}`];
    return failed.map(
      (test) => `${name}\n  ${test.fullName}\n  ${firstLines(test.failureMessages?.join("\n") || test.status, 6)}`,
    );
  });
}

/**
 * @typedef {{ title: string, file: string, line: number,
 *   tests: (BrowserTest & { results?: { error?: { message?: string } }[] })[] }} BrowserSpec
 * @typedef {{ specs?: BrowserSpec[], suites?: ToldSuite[] }} ToldSuite
 * @param {ToldSuite} suite @returns {BrowserSpec[]}
 */
const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

/**
 * @param {{ suites: ToldSuite[], errors: { message?: string }[] }} report Playwright's JSON report
 * @returns {string[]} what failed, each with its file and the first lines of why
 */
export function failuresOfPlaywright({ suites, errors }) {
  const failed = specsOf({ suites }).flatMap(({ title, file, line, tests }) =>
    tests
      .filter((test) => test.status !== "expected" || test.expectedStatus !== "passed")
      .map((test) => {
        const why = test.results?.map(({ error }) => error?.message).find(Boolean);
        return `${file}:${line}\n  ${title}\n  ${firstLines(why ?? test.status, 8)}`;
      }),
  );
  return [...failed, ...errors.map(({ message }) => firstLines(message ?? "an error without words", 8))];
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
