import { ProtocolError } from "./packet";

/** Bytes that follow the first of a value of fixed length, by that first byte less 0xc0 (https://github.com/msgpack/msgpack/blob/master/spec.md). */
const fixedBytes = [0, -1, 0, 0, -1, -1, -1, -1, -1, -1, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17];

const malformed = () => new ProtocolError("The payload is not MessagePack.");

/**
 * Walks over one encoded value without making anything of it. Throws `ProtocolError` unless it is whole, fills the frame exactly and nests at
 * most `maxDepth` deep. A decoder would otherwise make room for what a header merely claims: 5 bytes for an array of 4 billion.
 */
export function assertMessagePack(frame: Uint8Array, maxDepth: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  /** Values still to come in each container that is open. */
  const open = [1];
  let at = 0;

  const take = (bytes: number): number => {
    const from = at;
    at += bytes;
    if (at > frame.length) throw malformed();
    return from;
  };
  const length = (bytes: 1 | 2 | 4): number => {
    const from = take(bytes);
    return bytes === 1 ? view.getUint8(from) : bytes === 2 ? view.getUint16(from) : view.getUint32(from);
  };
  const enter = (values: number) => {
    if (open.length > maxDepth) throw malformed();
    open.push(values);
  };

  while (open.length > 0) {
    const left = open.pop() ?? 0;
    if (left === 0) continue;
    open.push(left - 1);
    const head = view.getUint8(take(1));
    if (head < 0x80 || head >= 0xe0) continue;
    if (head < 0x90) enter((head & 0x0f) * 2);
    else if (head < 0xa0) enter(head & 0x0f);
    else if (head < 0xc0) take(head & 0x1f);
    else if (head < 0xc4 || (head >= 0xca && head < 0xd9)) {
      const bytes = fixedBytes[head - 0xc0] ?? -1;
      if (bytes < 0) throw malformed();
      take(bytes);
    } else if (head < 0xc7) take(length(widthOf(head - 0xc4)));
    else if (head < 0xca) take(length(widthOf(head - 0xc7)) + 1);
    else if (head < 0xdc) take(length(widthOf(head - 0xd9)));
    else if (head < 0xde) enter(length(head === 0xdc ? 2 : 4));
    else enter(length(head === 0xde ? 2 : 4) * 2);
  }
  if (at !== frame.length) throw malformed();
}

/** Bytes of a length that is written in 8, 16 or 32 bits. */
const widthOf = (step: number): 1 | 2 | 4 => (step === 0 ? 1 : step === 1 ? 2 : 4);
