import { expect, it } from "vitest";
import { partitionedTables } from "@/lib/db/partition-plan";
import { resolutions } from "@/lib/services/metrics/resolutions";

it("[PART-PLAN] every resolution has partitions, few and not longer than what is kept", () => {
  for (const { table, retentionMs } of resolutions) {
    const plan = partitionedTables.find(({ name }) => name === table);
    expect(plan, table).toMatchObject({ keptMs: retentionMs });
    expect(plan?.spanMs, table).toBeLessThanOrEqual(retentionMs);
  }
  for (const { name, keptMs, aheadMs, spanMs } of partitionedTables)
    expect((keptMs + aheadMs) / spanMs, name).toBeLessThanOrEqual(20);
});
