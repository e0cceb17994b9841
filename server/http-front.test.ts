import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { openHttpFront, PortInUseError } from "./http-front";

describe("http front", () => {
  it("[a port in use] is told at once, in one line that names it", async () => {
    await using first = await openHttpFront(0, "127.0.0.1");
    const second = openHttpFront(first.port, "127.0.0.1");
    await expect(second).rejects.toBeInstanceOf(PortInUseError);
    await expect(second).rejects.toThrow(`Port ${first.port} is in use.`);
  });

  it("answers 503 until it is given a handler, and again once it refuses new requests", async () => {
    await using front = await openHttpFront(0, "127.0.0.1");
    const url = `http://127.0.0.1:${front.port}/`;
    const starting = await fetch(url);
    expect([starting.status, starting.headers.get("retry-after")]).toEqual([503, "1"]);
    // A status of failure would end an EventSource for good: it is told to come back.
    const reader = await fetch(`${url}api/stream?streams=orders`, { headers: { accept: "text/event-stream" } });
    expect([reader.status, await reader.text()]).toEqual([200, expect.stringMatching(/^retry: 1000\nevent: notice\n/)]);
    front.handle((_request, response) => void response.end("there"));
    expect(await (await fetch(url)).text()).toBe("there");
  });

  it("[calls in flight are answered] waits for them, and only for them, when it ends", async () => {
    await using front = await openHttpFront(0, "127.0.0.1");
    let finish: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      front.handle((_request, response) => {
        finish = () => void response.end("late but whole");
        resolve();
      });
    });
    const answer = fetch(`http://127.0.0.1:${front.port}/`);
    await arrived;
    front.refuseNew();
    const done = front.answered(10_000);
    const refused = await fetch(`http://127.0.0.1:${front.port}/`);
    expect([refused.status, refused.headers.get("connection")]).toEqual([503, "close"]);
    finish();
    expect(await (await answer).text()).toBe("late but whole");
    await done;
  });

  it("[the end is not held up] refuses upgrades once it no longer listens, whoever took them before", async () => {
    const front = await openHttpFront(0, "127.0.0.1");
    front.server.on("upgrade", () => undefined);
    const socket = connect(front.port, "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    await once(front.server, "connection");
    front.stopListening();
    const gone = once(socket, "close");
    socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await gone;
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    await front[Symbol.asyncDispose]();
  });

  it("[the end is not held up] cuts a socket that an upgrade left open", async () => {
    const front = await openHttpFront(0, "127.0.0.1");
    const taken = new Promise<void>((resolve) => front.server.on("upgrade", () => resolve()));
    const socket = connect(front.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await taken;
    const gone = once(socket, "close");
    await front[Symbol.asyncDispose]();
    await gone;
  });
});
