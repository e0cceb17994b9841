/** What a run of one row has said of itself; null when it did not come to an end. */
export interface RowOutcome {
  passed: number;
  failed: number;
  /** What was broken: messages of failed rounds, and figures above their bars. */
  words: readonly string[];
}

/**
 * `red`: the row missed the defence, in the words that were expected. `OTHER REASON`: it failed, but over something else, such as a server that
 * did not start; that shows nothing. `NOT HELD`: the row fails with every defence in place, so that its mutations cannot show anything.
 */
export type Verdict = "red" | "GREEN" | "OTHER REASON" | "NOT HELD" | "NO RESULT" | "DOES NOT FIT";

export interface Judgement {
  verdict: Verdict;
  /** One line. */
  words: string;
}

const maxWords = 240;

/** Of a row whose defence was switched off. */
export function judgeMutated(outcome: RowOutcome | null, breaks: RegExp): Judgement {
  if (outcome === null || outcome.passed + outcome.failed === 0)
    return { verdict: "NO RESULT", words: "the suite did not say" };
  if (outcome.failed === 0) return { verdict: "GREEN", words: `nothing was broken, expected ${breaks}` };
  const expected = outcome.words.find((each) => breaks.test(each));
  if (expected !== undefined) return { verdict: "red", words: excerpt(expected, breaks) };
  return { verdict: "OTHER REASON", words: `expected ${breaks}, but: ${oneLine(outcome.words.join("; "))}` };
}

/** Of the same row with nothing broken. Null when it held. */
export function judgeWhole(outcome: RowOutcome | null): Judgement | null {
  if (outcome === null) return { verdict: "NO RESULT", words: "the row did not come to an end with nothing broken" };
  if (outcome.failed + outcome.passed === 0)
    return { verdict: "NO RESULT", words: "the row was left out: this machine cannot run it" };
  if (outcome.failed === 0) return null;
  return { verdict: "NOT HELD", words: `with nothing broken: ${oneLine(outcome.words.join("; "))}` };
}

/** From a little before the expected words. */
function excerpt(text: string, breaks: RegExp): string {
  const at = breaks.exec(text)?.index ?? 0;
  return oneLine(text.slice(Math.max(0, at - 20)));
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, maxWords);
