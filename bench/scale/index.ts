import { RedisServer } from "@/server/scripts/redis-server";
import { describeMachine } from "../fanout/machine";
import { bundlePrograms } from "../fanout/pair";
import { Results } from "../fanout/results";
import { spread } from "../fanout/table";
import { type Column, columns, measureMessages, measureNodes, nodesOf, type ScalePlan } from "./measure-nodes";
import { openRedisMeter } from "./redis-usage";

const fullPlan: ScalePlan = { rounds: 3, connections: 1_000, warmUpMs: 1_000, durationMs: 4_000 };
const quickPlan: ScalePlan = { rounds: 1, connections: 300, warmUpMs: 500, durationMs: 1_000 };

/**
 * One, two and three processes of the hub over one Redis, with the same connections spread over them and the same updates sent by the first:
 * what a delivery costs all of them together, how many there are, and what a message between two of them costs. All processes share one core.
 */
export async function scale({ isQuick }: { isQuick: boolean }): Promise<Record<string, string>[]> {
  const plan = isQuick ? quickPlan : fullPlan;
  await using programs = await bundlePrograms();
  process.stderr.write(`  ${JSON.stringify(describeMachine(programs.arePinned))}\n`);
  const results = new Results<Column>();
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const column of round % 2 === 0 ? columns : columns.toReversed()) {
      process.stderr.write(`  round ${round + 1} of ${plan.rounds}: ${column}\n`);
      await using redis = await RedisServer.start();
      await using meter = await openRedisMeter(redis.url);
      await using team = programs.startTeam(nodesOf[column]);
      const site =
        column === "1 process" ? { team, meter: null, redisUrl: null } : { team, meter, redisUrl: redis.url };
      try {
        await measureNodes(site, results, column, plan);
      } catch (error) {
        results.fail(`round ${round + 1}`, column, error);
      }
    }
    await using redis = await RedisServer.start();
    await using meter = await openRedisMeter(redis.url);
    await using team = programs.startTeam(2);
    await measureMessages({ team, meter, redisUrl: redis.url }, results, plan);
  }
  return [
    ...results.rows().map(({ what, unit }) => ({
      what: `${what}, ${unit}`,
      ...Object.fromEntries(columns.map((column) => [column, spread(results.spread(what, column))])),
    })),
    ...results.failures.map((what) => ({ what: `failed: ${what}` })),
  ];
}
