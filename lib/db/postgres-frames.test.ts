import { describe, expect, it } from "vitest";
import { type Frame, FrameReader } from "./postgres-frames";

const message = (type: string, body: string): Buffer => {
  const bytes = Buffer.alloc(5 + body.length);
  bytes.write(type, 0, "latin1");
  bytes.writeUInt32BE(4 + body.length, 1);
  bytes.write(body, 5, "latin1");
  return bytes;
};

const opening = (code: number, body = ""): Buffer => {
  const bytes = Buffer.alloc(8 + body.length);
  bytes.writeUInt32BE(8 + body.length, 0);
  bytes.writeUInt32BE(code, 4);
  bytes.write(body, 8, "latin1");
  return bytes;
};

const SSL_REQUEST = opening(80877103);
const STARTUP = opening(0x00030000, "user\0postgres\0\0");
const CONVERSATION = [
  SSL_REQUEST,
  STARTUP,
  message("P", "\0select 1\0\0\0"),
  message("H", ""),
  message("S", ""),
  message("X", ""),
];

const readAll = (reader: FrameReader, chunks: Buffer[]): Frame[] => chunks.flatMap((chunk) => [...reader.read(chunk)]);

describe("FrameReader", () => {
  it("[FRAME1] tells openings, messages that end a unit, and the end apart", () => {
    const [, , parse, flush, sync] = CONVERSATION as [Buffer, Buffer, Buffer, Buffer, Buffer];
    expect(readAll(new FrameReader(), [Buffer.concat(CONVERSATION)])).toEqual([
      { kind: "encryptionRequest" },
      { kind: "startup", bytes: STARTUP },
      { kind: "message", bytes: parse, endsUnit: false, endsReady: false },
      { kind: "message", bytes: flush, endsUnit: true, endsReady: false },
      { kind: "message", bytes: sync, endsUnit: true, endsReady: true },
      { kind: "terminate" },
    ]);
  });

  it("[FRAME2] finds the same frames however the bytes are cut into chunks", () => {
    const bytes = Buffer.concat(CONVERSATION);
    const whole = readAll(new FrameReader(), [bytes]);
    for (let size = 1; size < bytes.length; size++) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      expect(readAll(new FrameReader(), chunks)).toEqual(whole);
    }
  });

  it.each([
    ["another protocol", [opening(0x00020000)], /protocol/],
    ["no protocol at all", [Buffer.from("GET / HTTP/1.1\r\n\r\n")], /length/],
    ["an unknown message", [STARTUP, message("z", "")], /type/],
    ["a length below its own size", [STARTUP, Buffer.from("Q\0\0\0\0")], /length/],
    ["a length of 4 GB", [STARTUP, Buffer.from([0x51, 0xff, 0xff, 0xff, 0xff])], /length/],
  ])("[FRAME3] throws on %s", (_, chunks, reason) => {
    expect(() => readAll(new FrameReader(), chunks)).toThrow(reason);
  });
});
