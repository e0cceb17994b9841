import { operations } from "@/lib/contracts/metrics";
import { defineVerb } from "../define-verb";
import { planReading, readAxis } from "./metric-reading";

/** A window of some series as columns, at once. */
export const queryMetrics = defineVerb(operations.queryMetrics, async ({ services }, input) => {
  const { series, axis } = planReading(services, input);
  return readAxis(services, series, axis);
});
