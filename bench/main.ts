import { orderLatency } from "./order-latency";
import { startAndIdle } from "./start-and-idle";

/** Every benchmark by name: `npm run bench` runs all, `npm run bench -- orders` one. Each prints a table. */
const benchmarks: Record<string, () => Promise<Record<string, unknown>[]>> = {
  orders: orderLatency,
  start: startAndIdle,
};

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(benchmarks)) {
  const run = benchmarks[name];
  if (!run) {
    process.stderr.write(`There is no benchmark "${name}". Known: ${Object.keys(benchmarks).join(", ")}.\n`);
    process.exit(1);
  }
  process.stdout.write(`\n${name}\n`);
  console.table(await run());
}
process.exit(0);
