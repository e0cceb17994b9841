import type { ReplyError } from "@/lib/hub-protocol";
import { control } from "@/lib/hub-protocol";
import { numberIn } from "./call-meta";

export type ControlFrame =
  | { readonly kind: "cancel"; readonly id: number }
  | { readonly kind: "item"; readonly id: number; readonly item: unknown }
  | { readonly kind: "end"; readonly id: number; readonly error: Partial<ReplyError> | undefined }
  | { readonly kind: "pull"; readonly id: number; readonly count: number };

const fromClients: ReadonlySet<unknown> = new Set([control.cancel, control.item, control.end, control.pull]);

/** What a client may say beside its calls; any other name is a call's. */
export const isControlName = (name: unknown): boolean => fromClients.has(name);

/** Returns what a client says about a call of its own, or null for what is no such frame. */
export function readControlFrame(name: unknown, payload: unknown): ControlFrame | null {
  const id = numberIn(payload, "id");
  if (id === null) return null;
  const frame = payload as { item?: unknown; error?: unknown };
  switch (name) {
    case control.cancel:
      return { kind: "cancel", id };
    case control.item:
      return { kind: "item", id, item: frame.item };
    case control.end:
      return { kind: "end", id, error: isObject(frame.error) ? frame.error : undefined };
    case control.pull: {
      const count = numberIn(payload, "count");
      return count === null ? null : { kind: "pull", id, count };
    }
    default:
      return null;
  }
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
