import { HubError } from "@/lib/hub-protocol";

export interface BodyRule {
  maxBytes: number;
  /** Media types that are understood, the usual one first. */
  types: readonly string[];
}

/**
 * The body as text; "" when there is none. Throws MESSAGE_TOO_LARGE as soon as more than `maxBytes` came, without reading the
 * rest, and INVALID_ARGUMENT for another media type, a compressed body and bytes that are no UTF-8.
 */
export async function readText(request: Request, { maxBytes, types }: BodyRule): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const bytes = request.body === null ? new Uint8Array() : await readCapped(request.body, maxBytes);
  if (bytes.byteLength === 0) return "";
  demandType(request.headers, types);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HubError("INVALID_ARGUMENT", "The body is not UTF-8.", { cause });
  }
}

async function readCapped(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks, length);
}

function demandType(headers: Headers, types: readonly string[]): void {
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") throw new HubError("INVALID_ARGUMENT", "Send the body uncompressed here.");
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type)) throw new HubError("INVALID_ARGUMENT", `Send the body as Content-Type: ${types[0]}.`);
}

const tooLarge = (maxBytes: number) =>
  new HubError("MESSAGE_TOO_LARGE", `The body may have at most ${maxBytes / 1024 / 1024} MiB.`);
