import { randomUUID } from "node:crypto";
import type { CallMeta } from "@/lib/hub-protocol";
import { HubError } from "@/lib/hub-protocol";

/** https://www.w3.org/TR/trace-context/#traceparent-header, version 00. */
const traceparent = /^00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Returns what a call says of itself, or null for one that says nothing. Throws `INVALID_ARGUMENT`. */
export function readCallMeta(meta: unknown): CallMeta | null {
  if (meta === undefined || meta === null) return null;
  const id = numberIn(meta, "id");
  if (id === null || id < 1)
    throw new HubError("INVALID_ARGUMENT", "A call's third element is { id, trace? }.", {
      fields: [{ path: "meta.id", message: "A number from 1." }],
    });
  const trace = (meta as { trace?: unknown }).trace;
  return typeof trace === "string" ? { id, trace } : { id };
}

/** 32 hex digits: the caller's trace if it sent a valid one, otherwise a new one. */
export const traceIdOf = (meta: CallMeta | null): string =>
  traceparent.exec(meta?.trace ?? "")?.[1] ?? randomUUID().replaceAll("-", "");

/** A safe integer from 0, or null for anything else. */
export function numberIn(frame: unknown, name: string): number | null {
  if (typeof frame !== "object" || frame === null) return null;
  const value = (frame as Record<string, unknown>)[name];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}
