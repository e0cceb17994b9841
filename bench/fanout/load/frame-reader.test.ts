import { describe, expect, it } from "vitest";
import { stampMark } from "../frames";
import { Arrivals } from "./arrivals";
import { FrameReader } from "./frame-reader";

/** Unmasked, as a server writes them, one behind the other. */
const frames = (payloads: readonly string[]): Buffer =>
  Buffer.concat(payloads.flatMap((payload) => [headerOf(payload.length), Buffer.from(payload)]));

function headerOf(length: number): Buffer {
  const text = 0x81;
  if (length < 126) return Buffer.from([text, length]);
  const header = Buffer.alloc(length < 65_536 ? 4 : 10);
  header.writeUInt16BE((text << 8) | (length < 65_536 ? 126 : 127));
  if (length < 65_536) header.writeUInt16BE(length, 2);
  else header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

function readIn(chunkBytes: number, bytes: Buffer): string[] {
  const reader = new FrameReader();
  const read: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    reader.read(bytes.subarray(at, at + chunkBytes), (_opcode, data, start, end) => {
      read.push(data.toString("utf8", start, end));
    });
  }
  return read;
}

describe("the load generator's reader", () => {
  it("counts every frame, whatever the reads cut or join", () => {
    const payloads = ["", "a", "b".repeat(125), "c".repeat(126), "d".repeat(65_535), "e".repeat(65_536), "f"];
    const bytes = frames(payloads);
    for (const chunkBytes of [997, 1_000, 64 * 1024, bytes.length]) expect(readIn(chunkBytes, bytes)).toEqual(payloads);
  });

  it("reads a frame whose header comes byte by byte", () => {
    const payloads = ["", "a", "b".repeat(125), "c".repeat(126), "d".repeat(300)];
    for (const chunkBytes of [1, 2, 3]) expect(readIn(chunkBytes, frames(payloads))).toEqual(payloads);
  });

  it("takes for updates what carries a stamp, and counts N in one write as N", () => {
    const stamped = (us: number) => `42["update",{"a":1,"stamp":"${stampMark}${String(us).padStart(15, "0")}"}]`;
    const sentUs = Math.floor(Number(process.hrtime.bigint() / 1000n)) - 5_000;
    const arrivals = new Arrivals();
    const bytes = frames(["2", stamped(sentUs), stamped(sentUs), '42["other",{}]', stamped(sentUs)]);
    new FrameReader().read(bytes, (_opcode, data, start, end) => arrivals.add(data, start, end));
    const { updates, frames: all, bytes: total, p50Ms } = arrivals.total();
    expect({ updates, all, total }).toEqual({ updates: 3, all: 5, total: bytes.length });
    expect(p50Ms).toBeGreaterThanOrEqual(5);
  });
});
