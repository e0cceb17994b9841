import { balanced } from "./balanced";
import { explain } from "./explain";
import { fanOut } from "./fanout";
import { logins } from "./logins";
import { orderLatency } from "./order-latency";
import { revocation } from "./revocation";
import { scale } from "./scale";
import { signInTimes } from "./sign-in-times";
import { startAndIdle } from "./start-and-idle";

interface Options {
  isQuick: boolean;
  only: readonly string[];
  /** Rows that `explain` makes. */
  amounts: { samples: number; orders: number };
}

type Benchmark = (options: Options) => Promise<Record<string, unknown>[]>;

/**
 * Every benchmark by name: `npm run bench` runs all, `npm run bench -- orders` one. Each prints a table. `fanout` also takes `--quick`,
 * which measures less, and `--only=memory,stalled`, which measures some of its parts; `explain` takes `--samples=` and `--orders=`.
 */
const benchmarks: Record<string, Benchmark> = {
  orders: orderLatency,
  start: startAndIdle,
  fanout: fanOut,
  revocation,
  signin: signInTimes,
  logins,
  scale,
  balanced,
  explain,
};

const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith("--"));
const onlyFlag = "--only=";
const only = words.flatMap((word) => (word.startsWith(onlyFlag) ? word.slice(onlyFlag.length).split(",") : []));
const amountOf = (name: string, usual: number): number =>
  Number(words.find((word) => word.startsWith(`--${name}=`))?.split("=")[1] ?? usual);
const amounts = { samples: amountOf("samples", 2_000_000), orders: amountOf("orders", 100_000) };
const isQuick = words.includes("--quick");
for (const name of wanted.length > 0 ? wanted : Object.keys(benchmarks)) {
  const run = benchmarks[name];
  if (!run) {
    process.stderr.write(`There is no benchmark "${name}". Known: ${Object.keys(benchmarks).join(", ")}.\n`);
    process.exit(1);
  }
  process.stdout.write(`\n${name}\n`);
  console.table(await run({ isQuick, only, amounts }));
}
process.exit(0);
