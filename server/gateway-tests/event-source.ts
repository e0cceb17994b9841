/** A reader of Server-Sent Events on bare node:http, as the specification has it, so that tests see what is on the wire. */
import { type ClientRequest, get, type IncomingHttpHeaders, type IncomingMessage } from "node:http";

export interface SentEvent {
  event: string;
  data: string;
  /** The reader's last id after this event. */
  id: string;
}

export interface Opened extends Disposable {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: SentEvent[];
  /** Everything as it came. */
  readonly text: string;
  readonly lastId: string;
  /** Resolves with the first thing that `find` returns, looked for after each chunk. */
  until<T>(find: (opened: Opened) => T | undefined | false): Promise<T>;
  /** Resolves when the response is over, however it ended. */
  readonly ended: Promise<void>;
  pause(): void;
}

export interface OpenOptions {
  token?: string;
  lastId?: string;
  headers?: Record<string, string>;
  method?: string;
}

export function openEvents(
  url: string,
  { token, lastId, headers = {}, method = "GET" }: OpenOptions = {},
): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const request: ClientRequest = get(
      url,
      {
        method,
        agent: false,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(lastId !== undefined && { "last-event-id": lastId }),
          ...headers,
        },
      },
      (response) => resolve(read(request, response)),
    );
    request.once("error", reject);
  });
}

function read(request: ClientRequest, response: IncomingMessage): Opened {
  const events: SentEvent[] = [];
  const looking = new Set<() => void>();
  let text = "";
  let rest = "";
  let lastId = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    text += chunk;
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) takeBlock(block);
    for (const look of [...looking]) look();
  });
  const ended = new Promise<void>((resolve) => response.once("close", resolve));
  request.on("error", () => undefined);
  response.on("error", () => undefined);

  function takeBlock(block: string): void {
    const lines = block.split("\n").filter((line) => !line.startsWith(":"));
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    lastId = field("id") ?? lastId;
    const data = field("data");
    if (data !== undefined) events.push({ event: field("event") ?? "message", data, id: lastId });
  }

  const opened: Opened = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    get text() {
      return text;
    },
    get lastId() {
      return lastId;
    },
    until: (find) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = find(opened);
          if (found === undefined || found === false) return;
          looking.delete(look);
          resolve(found);
        };
        looking.add(look);
        void ended.then(() => {
          look();
          reject(new Error(`The stream ended after: ${text.slice(-500)}`));
        });
        look();
      }),
    ended,
    pause: () => void response.pause(),
    [Symbol.dispose]: () => void request.destroy(),
  };
  return opened;
}
