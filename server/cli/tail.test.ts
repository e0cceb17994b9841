import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Console, type Running, startWorld, type World } from "./fixtures/world";

/** One server for all: each test has a console and orders of its own. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
  // It makes a database, and the password hashes of its accounts.
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

interface Line {
  epoch: string;
  offset: number;
  data: { id: string };
}

const parse = (lines: readonly string[]): Line[] => lines.map((line) => JSON.parse(line) as Line);
const idsOf = (lines: readonly string[]) => parse(lines).map(({ data }) => data.id);
const isLive = ({ notes }: Running) => notes.includes("from now on");

/** Writes orders one after the other until told to stop; gives their ids, each once it is acknowledged. */
function startWriter() {
  const acknowledged: string[] = [];
  let isWanted = true;
  const done = (async () => {
    while (isWanted) acknowledged.push(await world.placeOrder());
  })();
  const stop = async () => {
    isWanted = false;
    await done;
    return acknowledged;
  };
  // A test that fails leaves no writer to the next one.
  return { acknowledged, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

function savedPlace({ folder }: Console): { offset: number } {
  const state = join(folder, "state/pulseboard");
  const [file = ""] = readdirSync(state).filter((name) => name.endsWith(".json"));
  return JSON.parse(readFileSync(join(state, file), "utf8")).place;
}

it("[CLI-TAIL-KILL] through a kill -9 and restart of the server with orders going on: the lines are the writer's log, no more and no less", async () => {
  const pulseboard = await world.open("operator");
  const tail = pulseboard.start(["tail", "orders"]);
  await tail.until(isLive);
  await using writer = startWriter();
  for (let round = 1; round <= 2; round++) {
    await tail.until(({ lines }) => lines.length >= 15 * round);
    await world.killServer();
    await world.boot();
  }
  await tail.until(({ lines }) => lines.length >= 50);
  const written = await writer.stop();
  await tail.until(({ lines }) => lines.length >= written.length);
  expect(idsOf(tail.lines).sort()).toEqual([...written].sort());
  const offsets = parse(tail.lines).map(({ offset }) => offset);
  expect(offsets).toEqual(offsets.map((_, i) => (offsets[0] ?? 0) + i));
  expect(await tail.end("SIGINT")).toBe(130);
  expect(tail.lines).toHaveLength(written.length);
}, 180_000);

it("[CLI-RESUME] a tail that is killed -9 and started again loses nothing, and repeats one line at most", async () => {
  const pulseboard = await world.open("operator");
  const printed: string[] = [];
  const first = pulseboard.start(["tail", "orders", "--resume"]);
  await first.until(isLive);
  const written = [await world.placeOrder(), await world.placeOrder()];
  await first.until(({ lines }) => lines.length === 2);
  await first.end("SIGKILL");
  printed.push(...first.lines);
  written.push(await world.placeOrder());
  const second = pulseboard.start(["tail", "orders", "--resume"]);
  await second.until(({ lines }) => lines.length >= 1);
  written.push(await world.placeOrder());
  await second.until(({ lines }) => idsOf(lines).includes(written[3] ?? ""));
  printed.push(...second.lines);
  expect(new Set(idsOf(printed))).toEqual(new Set(written));
  // Killed between a line and its place, that line comes once more: at least once at that edge.
  expect(printed.length - written.length).toBeLessThanOrEqual(1);
});

it("[CLI-RESUME-RANDOM] killed at any moment under load it loses nothing, and repeats one line a kill at most", async () => {
  const pulseboard = await world.open("operator");
  const printed: string[] = [];
  const kills = 4;
  let tail = pulseboard.start(["tail", "orders", "--resume"]);
  await tail.until(isLive);
  await using writer = startWriter();
  for (let round = 1; round <= kills; round++) {
    await tail.until(({ lines }) => lines.length >= 3 + round);
    await tail.end("SIGKILL");
    printed.push(...tail.lines);
    tail = pulseboard.start(["tail", "orders", "--resume"]);
  }
  const written = await writer.stop();
  await tail.until(({ lines }) => new Set(idsOf([...printed, ...lines])).size >= written.length);
  printed.push(...tail.lines);
  expect(new Set(idsOf(printed))).toEqual(new Set(written));
  expect(printed.length - written.length).toBeLessThanOrEqual(kills);
  expect(savedPlace(pulseboard).offset).toBeLessThanOrEqual(parse(tail.lines).at(-1)?.offset ?? 0);
}, 180_000);

it("[CLI-SINCE] goes on after a place that was given; one of another epoch is an announced resync", async () => {
  const pulseboard = await world.open("operator");
  const live = pulseboard.start(["tail", "orders"]);
  await live.until(isLive);
  const ids = [await world.placeOrder(), await world.placeOrder(), await world.placeOrder()];
  await live.until(({ lines }) => lines.length === 3);
  const { epoch, offset } = parse(live.lines)[0] as Line;
  const since = pulseboard.start(["tail", "orders", "--since", `${epoch}:${offset}`]);
  await since.until(({ lines }) => lines.length >= 2);
  expect(idsOf(since.lines)).toEqual(ids.slice(1));
  const other = pulseboard.start(["tail", "orders", "--since", "another-epoch:1"]);
  await other.until(({ notes }) => notes.includes(`resync: the stream starts anew at ${epoch}:${offset + 2}`));
  expect(other.lines).toEqual([]);
});

it("[CLI-MASK] a viewer's lines carry no personal data", async () => {
  const pulseboard = await world.open("viewer");
  const tail = pulseboard.start(["tail", "orders"]);
  await tail.until(isLive);
  await world.placeOrder();
  await tail.until(({ lines }) => lines.length === 1);
  const { stdout } = await pulseboard.run(["orders"]);
  for (const text of [tail.lines.join(), stdout]) {
    expect(text).toContain('"name":"Maya C."');
    expect(text).not.toMatch(/canary/i);
  }
});
