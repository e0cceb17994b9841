import { describe, expect, it } from "vitest";
import { type BodyKind, jsonBody, jsonLinesBody } from "./body-kinds";
import { readText } from "./read-body";

const post = (body: BodyInit | null, headers: Record<string, string> = { "content-type": "application/json" }) =>
  new Request("http://localhost/api/x", { method: "POST", body, headers, duplex: "half" } as RequestInit);

const read = async (request: Request, kind: BodyKind = jsonBody()) => kind.parse(await readText(request, kind));
const failure = (request: Request, kind?: BodyKind) => read(request, kind).catch((error) => error);

/** A body without a length that counts how much of it was asked for. */
function endless() {
  const asked = { bytes: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      asked.bytes += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(32));
    },
    cancel: () => {
      asked.cancelled = true;
    },
  });
  return { stream, asked };
}

describe("[body] JSON", () => {
  it("an object, with or without a charset, and nothing at all as an empty one", async () => {
    expect(await read(post('{"a":1}'))).toEqual({ a: 1 });
    expect(await read(post('{"a":"ü"}', { "content-type": "Application/JSON; charset=utf-8" }))).toEqual({ a: "ü" });
    expect(await read(post(null, {}))).toEqual({});
  });

  it.each([
    ["malformed", post('{"a": sëcret}'), "INVALID_ARGUMENT", /not valid JSON/],
    ["cut off", post('{"a":"sëcret'), "INVALID_ARGUMENT", /not valid JSON/],
    ["a list", post("[1]"), "INVALID_ARGUMENT", /not a JSON object/],
    ["a text", post('"sëcret"'), "INVALID_ARGUMENT", /not a JSON object/],
    ["null", post("null"), "INVALID_ARGUMENT", /not a JSON object/],
    ["100,000 brackets", post("[".repeat(100_000)), "INVALID_ARGUMENT", /not valid JSON/],
    [
      "a form",
      post("a=1", { "content-type": "application/x-www-form-urlencoded" }),
      "INVALID_ARGUMENT",
      /application\/json/,
    ],
    ["text", post('{"a":1}', { "content-type": "text/plain" }), "INVALID_ARGUMENT", /application\/json/],
    ["no type", post(new TextEncoder().encode("{}"), {}), "INVALID_ARGUMENT", /application\/json/],
    [
      "compressed",
      post("{}", { "content-type": "application/json", "content-encoding": "gzip" }),
      "INVALID_ARGUMENT",
      /uncompressed/,
    ],
    ["no UTF-8", post(new Uint8Array([0x7b, 0xff, 0x7d])), "INVALID_ARGUMENT", /not UTF-8/],
    ["a byte above 1 MiB", post(" ".repeat(1024 * 1024 + 1)), "MESSAGE_TOO_LARGE", /at most 1 MiB/],
  ])("%s is a clear error that quotes nothing", async (_, request, code, message) => {
    const error = await failure(request);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error.message).not.toContain("sëcret");
  });

  it("[limits] a body without end is cut off at the limit, a declared one is not read at all", async () => {
    const { stream, asked } = endless();
    expect(await failure(post(stream))).toMatchObject({ code: "MESSAGE_TOO_LARGE" });
    expect(asked).toMatchObject({ cancelled: true });
    expect(asked.bytes).toBeLessThan(1.5 * 1024 * 1024);
    const declared = endless();
    const headers = { "content-type": "application/json", "content-length": "99999999" };
    expect(await failure(post(declared.stream, headers))).toMatchObject({ code: "MESSAGE_TOO_LARGE" });
    expect(declared.asked.bytes).toBeLessThan(200_000);
  });
});

describe("[body] JSON lines", () => {
  const lines = (text: string, type = "application/x-ndjson") => post(text, { "content-type": type });
  const kind = jsonLinesBody("orders", { maxLines: 3 });

  it("become a list; line ends of any system, and empty lines at the end, are fine", async () => {
    expect(await read(lines('{"a":1}\n{"a":2}\n'), kind)).toEqual({ orders: [{ a: 1 }, { a: 2 }] });
    expect(await read(lines('{"a":1}\r\n{"a":2}\r\n\r\n', "application/jsonl"), kind)).toEqual({
      orders: [{ a: 1 }, { a: 2 }],
    });
    expect(await read(lines(""), kind)).toEqual({ orders: [] });
  });

  it.each([
    ["a line that is no JSON", '{"a":1}\nnope\n', "orders.1", /Line 2 is not valid JSON/],
    ["an empty line between", '{"a":1}\n\n{"a":2}', "orders.1", /Line 2 is empty/],
    ["too many lines", "1\n2\n3\n4", "orders", /At most 3 lines/],
  ])("%s is told with its place", async (_, text, path, message) => {
    expect(await failure(lines(text), kind)).toMatchObject({
      code: "INVALID_ARGUMENT",
      fields: [{ path, message: expect.stringMatching(message) }],
    });
  });

  it("one JSON document is not JSON lines", async () => {
    expect(await failure(post("[]"), kind)).toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});
