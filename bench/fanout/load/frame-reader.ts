/** One whole frame of the server: its payload is `data[start … end)`, valid during the call only. */
export type OnFrame = (opcode: number, data: Buffer, start: number, end: number) => void;

/**
 * Cuts what a server sends into WebSocket frames (RFC 6455, 5.2; unmasked, unfragmented). Several frames that came in one read are
 * several frames. Nothing is copied but the beginning of a frame whose end has not come.
 */
export class FrameReader {
  #rest: Buffer | null = null;

  read(chunk: Buffer, onFrame: OnFrame): void {
    const data = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    const length = data.length;
    let at = 0;
    for (;;) {
      if (length - at < 2) break;
      let start = at + 2;
      let size = (data[at + 1] ?? 0) & 0x7f;
      if (size === 126) {
        start += 2;
        if (start > length) break;
        size = data.readUInt16BE(at + 2);
      } else if (size === 127) {
        start += 8;
        if (start > length) break;
        size = Number(data.readBigUInt64BE(at + 2));
      }
      const end = start + size;
      if (end > length) break;
      onFrame((data[at] ?? 0) & 0x0f, data, start, end);
      at = end;
    }
    this.#rest = at < length ? Buffer.from(data.subarray(at)) : null;
  }
}
