import { describe, expect, it } from "vitest";
import { watchLimit } from "./limit-watch";

/** States after each value, one a second. */
const states = (limit: Parameters<typeof watchLimit>[0], values: readonly number[]) => {
  const watch = watchLimit(limit);
  return values.map((value, second) => watch(value, second * 1000));
};

describe("watchLimit", () => {
  const limit = { above: 90, below: 80, forMs: 3000 };

  it("[limit] is exceeded once every value was above it for the whole time", () => {
    expect(states(limit, [95, 95, 95, 95]).at(-1)).toBe("exceeded");
    expect(states(limit, [95, 95, 95])).toEqual(["unknown", "unknown", "unknown"]);
    expect(states(limit, [95, 95, 90, 95, 95, 95]).at(-1)).toBe("unknown");
  });

  it("[hysteresis] stays exceeded until every value was below the lower level for as long", () => {
    const raised = [95, 95, 95, 95];
    expect(states(limit, [...raised, 85, 85, 85, 85, 85]).at(-1)).toBe("exceeded");
    expect(states(limit, [...raised, 70, 70, 70, 85, 70, 70, 70]).at(-1)).toBe("exceeded");
    expect(states(limit, [...raised, 70, 70, 70, 70]).at(-1)).toBe("kept");
  });

  it("[gap] time without values proves nothing", () => {
    const watch = watchLimit(limit);
    watch(95, 0);
    expect(watch(95, 60_000)).toBe("unknown");
    expect(watch(95, 63_000)).toBe("exceeded");
  });

  it("[limit] without a duration the first value decides", () => {
    const at = { above: 90, below: 88, forMs: 0 };
    expect(states(at, [50, 91, 89, 87])).toEqual(["kept", "exceeded", "exceeded", "kept"]);
  });
});
