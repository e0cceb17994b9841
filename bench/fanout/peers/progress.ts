import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

/** Hears from the load generator how many updates have arrived there. */
export interface Progress {
  readonly port: number;
  readonly arrived: number;
  /** Resolves when there is news. */
  next(): Promise<void>;
}

export async function openProgress(): Promise<Progress> {
  let arrived = 0;
  let wake: (() => void) | undefined;
  const server = createServer((socket) => {
    // Both processes are ended together: whichever goes first breaks this connection.
    socket.on("error", () => socket.destroy());
    // Counts of eight bytes; one that is torn apart is left out, the next says more.
    socket.on("data", (data) => {
      if (data.length % 8 !== 0) return;
      arrived = data.readDoubleBE(data.length - 8);
      wake?.();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get arrived() {
      return arrived;
    },
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}
