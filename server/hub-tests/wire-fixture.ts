import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A stretch of network between a client and a server on this machine. */
export interface Wire extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** From now on nothing passes over the connections that are there, and nobody tells either end: as after a sleep. New ones pass. */
  freeze(): void;
  /** Ends every connection and takes no new one, until it is mended. */
  cut(): void;
  mend(): void;
}

/** Leads to a port of this machine; `port` 0 takes any that is free. */
export async function startWire(toPort: number, port = 0): Promise<Wire> {
  const ends = new Map<Socket, Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(toPort, "127.0.0.1");
    ends.set(near, far);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true);
      one.pipe(other);
      // Each end's error is followed by its close.
      one.on("error", () => undefined);
      one.on("close", () => {
        if (ends.delete(near)) other.destroy();
      });
    }
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  const frozen: Socket[] = [];
  const endAll = () => {
    for (const [near, far] of ends) {
      near.destroy();
      far.destroy();
    }
    for (const socket of frozen.splice(0)) socket.destroy();
    ends.clear();
  };
  return {
    port: address.port,
    url: `http://localhost:${address.port}`,
    freeze() {
      for (const [near, far] of ends) {
        near.unpipe(far);
        far.unpipe(near);
        near.pause();
        far.pause();
        frozen.push(near, far);
      }
      ends.clear();
    },
    cut() {
      isCut = true;
      endAll();
    },
    mend() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      endAll();
      server.close();
      await once(server, "close");
    },
  };
}
