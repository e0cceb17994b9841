import type { Socket } from "node:net";
import { connect } from "node:net";

/** Tells the server process how many updates have arrived, so that a saturated run sends as fast as they are taken and no faster. */
export class ProgressTeller {
  readonly #count: () => number;
  readonly #socket: Socket;
  #isTelling = false;

  constructor(port: number, count: () => number) {
    this.#count = count;
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    // Both processes are ended together: whichever goes first breaks this connection.
    this.#socket.on("error", () => this.#socket.destroy());
  }

  /** To be called whenever updates have arrived: what comes within one turn of the loop is told once. */
  tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      const count = Buffer.alloc(8);
      count.writeDoubleBE(this.#count());
      this.#socket.write(count);
    });
  }
}
