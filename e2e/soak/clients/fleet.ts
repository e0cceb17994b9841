import type { DemoRole } from "@/e2e/fixtures/api";
import type { Item } from "../oracle/entries";
import { Rest } from "../world/rest";
import type { Tokens } from "../world/tokens";
import { type SoakClient, streamNames, type Wire } from "./client";
import { followByHub } from "./hub";
import type { Recorder } from "./recorder";
import { followBySse } from "./sse";
import { followByWebSocket } from "./ws";

const roles: readonly DemoRole[] = ["viewer", "operator", "admin"];
/** Of ten clients: most by WebSocket, and each other wire. */
const mix: readonly Wire[] = [
  "websocket",
  "sse",
  "websocket",
  "ws",
  "messagepack",
  "polling",
  "websocket",
  "websocket",
  "websocket",
  "messagepack",
];
const startWithinMs = 30_000;

/** Clients of all wires and roles. */
export class Fleet {
  readonly clients: readonly SoakClient[];

  constructor(clients: readonly SoakClient[]) {
    this.clients = clients;
  }

  /** At these addresses, one after the other. Resolves when each has had its first snapshots. */
  static async start(
    urls: readonly string[],
    tokens: Tokens,
    count: number,
    wiresUsed: readonly Wire[] = mix,
  ): Promise<Fleet> {
    await Promise.all(roles.map((role) => tokens.of(role)));
    const clients = Array.from({ length: count }, (_, i) => {
      const wire = wiresUsed[i % wiresUsed.length] ?? "websocket";
      // Not in step with the wires, so that each wire has each role.
      const role = roles[(i + Math.floor(i / wiresUsed.length)) % roles.length] ?? "viewer";
      const place = i % urls.length;
      const name = `client ${i} (${wire}, ${role}${urls.length > 1 ? `, at ${place}` : ""})`;
      return follow(urls[place] ?? "", tokens, wire, role, name);
    });
    const fleet = new Fleet(clients);
    try {
      await Promise.all(fleet.recorders().map((each) => each.until(({ hasStarted }) => hasStarted, startWithinMs)));
    } catch (error) {
      fleet.stop();
      throw error;
    }
    return fleet;
  }

  recorders(stream?: Recorder["stream"]): Recorder[] {
    const wanted = stream === undefined ? streamNames : [stream];
    return this.clients.flatMap(({ recorders }) => wanted.map((name) => recorders[name]));
  }

  /** Resolves when each client shows it. */
  async allShow(stream: Recorder["stream"], item: Item, withinMs: number): Promise<void> {
    const late: string[] = [];
    const show = this.recorders(stream).map((each) =>
      each.until((recorder) => recorder.shows(item), withinMs).catch((error: Error) => void late.push(error.message)),
    );
    await Promise.all(show);
    if (late.length > 0)
      throw new Error(`${late.length} clients were not told everything: ${late.slice(0, 3).join("; ")}`);
  }

  stop(): void {
    for (const client of this.clients) client.stop();
  }
}

export function follow(url: string, tokens: Tokens, wire: Wire, role: DemoRole, name: string): SoakClient {
  const rest = new Rest(url, tokens, role);
  const options = { url, name, role, tokens, readRest: rest.list.bind(rest) };
  switch (wire) {
    case "websocket":
    case "messagepack":
    case "polling":
      return followByHub(options, wire);
    case "sse":
      return followBySse(options);
    case "ws":
      return followByWebSocket(options);
  }
}
