/** A client of the raw WebSocket that remembers every message, so that a test can wait for one that has already come. */
import { WebSocket } from "ws";

export type Told = Record<string, unknown> & { op: string };

export interface RawClient extends Disposable {
  readonly told: Told[];
  send(message: object | string | Buffer): void;
  /** Sends with an id of its own and resolves with the reply. */
  ask(message: object): Promise<Told>;
  /** Resolves with the first message that fits, past or coming. */
  until(fits: (message: Told, index: number) => unknown): Promise<Told>;
  /** The code that it ends with. */
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
}

export interface RawOptions {
  token?: string;
  headers?: Record<string, string>;
  /** Whether it answers pings. */
  autoPong?: boolean;
}

/** Rejects with `HTTP status` when the upgrade is refused. */
export function openWebSocket(
  url: string,
  { token, headers = {}, autoPong = true }: RawOptions = {},
): Promise<RawClient> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, {
    autoPong,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
  });
  const client = wrap(socket);
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(client));
    socket.once("unexpected-response", (_request, response) => {
      reject(new Error(`HTTP ${response.statusCode}`));
      socket.terminate();
    });
    socket.on("error", reject);
  });
}

function wrap(socket: WebSocket): RawClient {
  const told: Told[] = [];
  const looking = new Set<() => void>();
  let lastId = 0;
  socket.on("message", (data) => {
    told.push(JSON.parse(String(data)));
    for (const look of [...looking]) look();
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));

  const until: RawClient["until"] = (fits) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = told.find(fits);
        if (found === undefined) return;
        looking.delete(look);
        resolve(found);
      };
      looking.add(look);
      void closed.then((code) => reject(new Error(`Closed with ${code} after ${JSON.stringify(told.slice(-3))}`)));
      look();
    });
  const send: RawClient["send"] = (message) =>
    socket.send(typeof message === "string" || message instanceof Buffer ? message : JSON.stringify(message));

  return {
    told,
    socket,
    closed,
    until,
    send,
    ask(message) {
      lastId += 1;
      const id = `ask ${lastId}`;
      send({ ...message, id });
      return until((reply) => reply.op === "reply" && reply.id === id);
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}
