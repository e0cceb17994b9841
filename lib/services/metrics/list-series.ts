import { operations } from "@/lib/contracts/metrics";
import { defineVerb } from "../define-verb";

/** Every series and every source, from memory. */
export const listSeries = defineVerb(operations.listSeries, async ({ services }) => ({
  items: services.metrics.listSeries(),
  sources: services.metrics.listSources(),
}));
