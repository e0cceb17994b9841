import { WebSocket } from "ws";
import { chance } from "@/server/hub/chance";
import { fuzzFrame } from "@/server/hub/fuzz-frames";
import { openRawHub, type RawEncoding } from "../clients/raw-hub";
import { BrokenPromise, type Figures, type Row, type Stage } from "../row";
import { World } from "../world/world";

const seeds = [20_261_121, 20_261_122, 20_261_123];
const framesPerConnection = 500;
const framesPerTurn = 10;
const hub = "/hubs/ops";
const hasGoneWrong = /unhandled rejection|uncaught|"level":60/i;

export const fuzz: Row = {
  name: "fuzz",
  fault: "100,000 malformed frames, generated from a seed, beside clients that behave",
  holds: "0 uncaught, no cross-talk",
  rounds: seeds.length,
  shortRounds: 0,
  roundsPerStage: seeds.length,
  roundTimeoutMs: 600_000,
  cells: [
    { figure: "frames", label: "frames", as: "sum" },
    { figure: "connections", label: "on connections", as: "sum" },
    { figure: "written", label: "changes written beside", as: "sum" },
    { figure: "uncaught", label: "uncaught", as: "sum", atMost: 0 },
  ],
  async open({ isShort, program }): Promise<Stage> {
    const world = await World.open({ program, clients: 10 });
    let rounds = 0;
    return {
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
      async round(): Promise<Figures> {
        const random = chance(seeds[rounds % seeds.length] ?? 0);
        rounds += 1;
        const { pid } = world.system;
        const wanted = isShort ? 5_000 : 100_000;
        let [frames, connections] = [0, 0];
        const attack = async (encoding: RawEncoding) => {
          while (frames < wanted) {
            connections += 1;
            frames += await attackOnce(world, encoding, random);
          }
        };
        world.write(20);
        await Promise.all([attack("json"), attack("msgpack"), attack("json"), attack("msgpack")]);
        const judged = await world.judge();
        if (world.system.pid !== pid) throw new BrokenPromise("the process died");
        const told = world.system.output.split("\n").filter((line) => hasGoneWrong.test(line));
        // Next keeps the process alive over one, and prints no more than its stack.
        const uncaught = [...told, ...(world.system.uncaught === null ? [] : [world.system.uncaught])];
        if (uncaught.length > 0) throw new BrokenPromise(uncaught.slice(0, 3).join("\n"));
        return { ...judged, frames, connections, uncaught: uncaught.length };
      },
    };
  },
};

/** Sends until it is thrown out or has sent enough. Returns how many were sent. */
async function attackOnce(world: World, encoding: RawEncoding, random: () => number): Promise<number> {
  const socket = await openRawHub(world.url, await world.tokens.of("viewer"), encoding);
  let sent = 0;
  while (sent < framesPerConnection && socket.readyState === WebSocket.OPEN) {
    socket.send(fuzzFrame(random, encoding, hub));
    sent += 1;
    if (sent % framesPerTurn === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if (socket.readyState === WebSocket.OPEN) await readAll(socket);
  socket.terminate();
  return sent;
}

/** Resolves when the server has read what was sent, or has ended the connection. */
const readAll = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    socket.once("pong", () => resolve());
    socket.once("close", () => resolve());
    socket.ping();
  });
