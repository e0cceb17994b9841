import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { pino } from "pino";
import { expect, it } from "vitest";
import { DatabaseUnavailableError } from "./errors";
import { openDatabase } from "./open";

const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDir: "", log: pino({ level: "silent" }) });

const failureOf = (databaseUrl: string): Promise<Error> =>
  open(databaseUrl).then(
    () => expect.unreachable(),
    (error) => error,
  );

async function listen(server: Server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

it("[OPEN1] says in one line, without the password, that nothing listens", async () => {
  const server = await listen(createServer());
  await server[Symbol.asyncDispose]();
  const failure = await failureOf(`postgres://app:s3cret-word@127.0.0.1:${server.port}/shop`);
  expect(failure).toBeInstanceOf(DatabaseUnavailableError);
  expect(failure.message).toBe(
    `PostgreSQL at 127.0.0.1:${server.port}/shop cannot be used: nothing listens there. Check DATABASE_URL.`,
  );
  expect(JSON.stringify(failure) + failure.stack).not.toContain("s3cret-word");
});

it("[OPEN1] says in one line that a server takes the connection and does not answer", async () => {
  await using server = await listen(createServer((socket) => socket.on("error", () => undefined)));
  const failure = await failureOf(`postgres://app:s3cret-word@127.0.0.1:${server.port}/shop`);
  expect(failure.message).toBe(
    `PostgreSQL at 127.0.0.1:${server.port}/shop cannot be used: it does not answer. Check DATABASE_URL.`,
  );
}, 30_000);

it("[OPEN1] says in one line that the server is none of PostgreSQL", async () => {
  await using server = await listen(createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
  const failure = await failureOf(`postgres://app:s3cret-word@127.0.0.1:${server.port}/shop`);
  expect(failure.message).toMatch(/^PostgreSQL at 127\.0\.0\.1:\d+\/shop cannot be used: .+\. Check DATABASE_URL\.$/);
});

it("[OPEN2] says in one line that the data directory cannot be one", async () => {
  const failure: Error = await openDatabase({ dataDir: import.meta.filename, log: pino({ level: "silent" }) }).then(
    () => expect.unreachable(),
    (error) => error,
  );
  expect(failure).toBeInstanceOf(DatabaseUnavailableError);
  expect(failure.message).toMatch(
    /^The data directory .+open\.test\.ts cannot be used: [^\n]+ Set DATA_DIR to another one\.$/,
  );
});

it.each(["not an address", "postgres://app:s3cret word@[::1/shop"])(
  "[OPEN1] says that %s is no address",
  async (url) => {
    const failure = await failureOf(url);
    expect(failure.message).toMatch(/^DATABASE_URL is not an address/);
    expect(failure.message).not.toContain("s3cret");
  },
);
