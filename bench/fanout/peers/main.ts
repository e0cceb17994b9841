import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getHeapSpaceStatistics } from "node:v8";
import { type Backplane, openRedisBackplane } from "@/server/hub";
import { serve } from "../channel";
import { waitMs } from "../clock";
import { columnFrame, objectFrame } from "../frames";
import type { PeerName, ServerCalls, Usage } from "../messages";
import { createHubJson, createHubMsgpack, log } from "./hub";
import { Pacer } from "./pace";
import type { CreatePeer, Peer } from "./peer";
import { openProgress } from "./progress";
import { createRawWs } from "./raw-ws";
import { createSocketIo, createSocketIoMsgpack } from "./socket-io";

// The server process: one peer, made when it is told which, and nothing else.

const creators: Record<PeerName, CreatePeer> = {
  "raw ws": createRawWs,
  "Socket.IO": createSocketIo,
  "Socket.IO msgpack": createSocketIoMsgpack,
  "hub JSON": createHubJson,
  "hub msgpack": createHubMsgpack,
};

/** The default of 511 is less than comes at once after a restart, and what does not fit is tried again a second later. */
const backlog = 4096;

interface Running {
  peer: Peer;
  pacer: Pacer;
  backplane: Backplane | null;
}

let running: Running | undefined;

function peerNow(): Running {
  if (running === undefined) throw new Error("The server does not listen yet.");
  return running;
}

async function usage({ collectGarbage }: { collectGarbage: boolean }): Promise<Usage> {
  if (collectGarbage) await collect();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  const youngBytes = young?.physical_space_size ?? 0;
  return { cpuUs: user + system, residentBytes: rss, heldBytes: heapUsed + external, youngBytes };
}

/** Some things are let go of only after what held them was. */
async function collect(): Promise<void> {
  if (global.gc === undefined) throw new Error("The server process needs --expose-gc.");
  for (let round = 0; round < 3; round += 1) {
    global.gc();
    await waitMs(50);
  }
}

serve<ServerCalls>({
  async listen({ peer: name, isGrouped, redisUrl }) {
    const httpServer = createServer((_request, response) => response.writeHead(404).end());
    const progress = await openProgress();
    const backplane = redisUrl === undefined ? null : await openRedisBackplane({ url: redisUrl, prefix: "bench", log });
    const peer = creators[name](httpServer, { isGrouped, backplane });
    running = { peer, pacer: new Pacer(peer, progress), backplane };
    await new Promise<void>((resolve) => httpServer.listen({ port: 0, host: "127.0.0.1", backlog }, resolve));
    return { port: (httpServer.address() as AddressInfo).port, progressPort: progress.port };
  },
  async waitForConnections({ count }) {
    while (peerNow().peer.connections() !== count) await waitMs(10);
    return null;
  },
  async waitForNodes({ others }) {
    while (peerNow().backplane?.others().length !== others) await waitMs(10);
    return null;
  },
  send: (load) => peerNow().pacer.send(load),
  usage,
  appendNews({ count }) {
    const { appendNews } = peerNow().peer;
    if (appendNews === null) throw new Error("This peer has no streams.");
    return appendNews(count);
  },
  sendMetrics({ shape, areRounded }) {
    const frame = shape === "objects" ? objectFrame(areRounded) : columnFrame(areRounded);
    return { payloadBytes: peerNow().peer.metrics(frame) };
  },
});
