import { describe, expect, it } from "vitest";
import { judgeMutated, judgeWhole } from "./verdict";

const failed = (...words: string[]) => ({ passed: 0, failed: 1, words });
const held = { passed: 1, failed: 0, words: [] };

describe("what a fault's row says of a defence that is switched off", () => {
  it("[FAULT-RED] is red only in the words that the defence is there for", () => {
    expect(judgeMutated(failed("boot failed", "missing: client 3 never had it"), /missing: /).verdict).toBe("red");
    expect(judgeMutated(failed("the server ended with 1"), /missing: /).verdict).toBe("OTHER REASON");
    expect(judgeMutated(held, /missing: /).verdict).toBe("GREEN");
  });

  it("[FAULT-RED] a row that was left out or did not end has said nothing", () => {
    expect(judgeMutated(null, /./).verdict).toBe("NO RESULT");
    expect(judgeMutated({ passed: 0, failed: 0, words: [] }, /./).verdict).toBe("NO RESULT");
  });

  it("[FAULT-WHOLE] a row must hold with nothing broken before it can miss a defence", () => {
    expect(judgeWhole(held)).toBeNull();
    expect(judgeWhole(failed("not over after 120 s"))).toEqual({
      verdict: "NOT HELD",
      words: "with nothing broken: not over after 120 s",
    });
    expect(judgeWhole({ passed: 0, failed: 0, words: [] })?.verdict).toBe("NO RESULT");
    expect(judgeWhole(null)?.verdict).toBe("NO RESULT");
  });
});
