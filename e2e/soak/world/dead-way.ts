import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "@/server/scripts/free-port";

/** A way to the server that can be cut, or go dead: then nothing is forwarded any more, and nobody is told. */
export class DeadWay implements AsyncDisposable {
  readonly url: string;
  readonly #listener: Server;
  readonly #sockets = new Set<Socket>();
  #isDead = false;

  private constructor(listener: Server, port: number) {
    this.#listener = listener;
    this.url = `http://localhost:${port}`;
  }

  static async open(targetUrl: string): Promise<DeadWay> {
    const port = await freePort();
    const target = Number(new URL(targetUrl).port);
    const listener = createServer((near) => proxy.#join(near, target));
    const proxy = new DeadWay(listener, port);
    listener.listen(port, "localhost");
    await once(listener, "listening");
    return proxy;
  }

  /** From now on bytes are taken from both sides and thrown away; new connections lead nowhere. */
  goDead(): void {
    this.#isDead = true;
  }

  /** Every connection ends at once, on both sides; new ones are let through. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#listener.close();
    await once(this.#listener, "close");
  }

  #join(near: Socket, port: number): void {
    this.#keep(near);
    if (this.#isDead) return void near.resume();
    const far = connect(port, "127.0.0.1");
    this.#keep(far);
    this.#forward(near, far);
    this.#forward(far, near);
  }

  #forward(from: Socket, to: Socket): void {
    from.on("data", (bytes) => {
      if (!this.#isDead) to.write(bytes);
    });
    // A dead way does not bring the other side's farewell either.
    from.on("close", () => {
      if (!this.#isDead) to.destroy();
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
