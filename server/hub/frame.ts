const TEXT = 0x81;
const BINARY = 0x82;

/**
 * One packet's parts as WebSocket frames of a server (RFC 6455, 5.2: final, unmasked, uncompressed), one behind the other. Text carries
 * Engine.IO's "4" for a message; a binary part stands as it is.
 */
export function framed(parts: readonly (string | Uint8Array)[]): Buffer {
  const first = parts[0];
  if (parts.length === 1 && first !== undefined) return frame(first);
  return Buffer.concat(parts.map(frame));
}

function frame(part: string | Uint8Array): Buffer {
  if (typeof part === "string") {
    const length = Buffer.byteLength(part) + 1;
    const start = headerLength(length);
    const bytes = Buffer.allocUnsafe(start + length);
    writeHeader(bytes, TEXT, length);
    bytes[start] = 0x34;
    bytes.write(part, start + 1);
    return bytes;
  }
  const start = headerLength(part.length);
  const bytes = Buffer.allocUnsafe(start + part.length);
  writeHeader(bytes, BINARY, part.length);
  bytes.set(part, start);
  return bytes;
}

const headerLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

function writeHeader(bytes: Buffer, opcode: number, length: number): void {
  bytes[0] = opcode;
  if (length < 126) bytes[1] = length;
  else if (length < 65_536) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
}
