const mediumLength = 126;
const largeLength = 127;

export const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A client's WebSocket frame (RFC 6455, 5.2). It is masked with zeros, which leaves the payload as it is. */
export function clientFrame(payload: string | Uint8Array, opcode: number = opcodeOf(payload)): Buffer {
  const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
  const extended = bytes.length < mediumLength ? 0 : bytes.length < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + extended + 4);
  header[0] = 0x80 | opcode;
  header[1] = 0x80 | (extended === 0 ? bytes.length : extended === 2 ? mediumLength : largeLength);
  if (extended === 2) header.writeUInt16BE(bytes.length, 2);
  if (extended === 8) header.writeBigUInt64BE(BigInt(bytes.length), 2);
  return Buffer.concat([header, bytes]);
}

const opcodeOf = (payload: string | Uint8Array): number =>
  typeof payload === "string" ? opcodes.text : opcodes.binary;
