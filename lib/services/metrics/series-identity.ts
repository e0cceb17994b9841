import { createHash } from "node:crypto";
import type { Labels } from "@/lib/contracts/metrics";

/** An index entry must stay below 2,700 bytes: longer sets of labels are known by their hash. */
const longestKey = 500;

/** The same set of labels gives the same key, in whatever order they came. */
export function keyOfLabels(labels: Labels): string {
  const names = Object.keys(labels);
  if (names.length === 0) return "";
  const key = JSON.stringify(names.sort().map((name) => [name, labels[name]]));
  return key.length <= longestKey ? key : `sha256:${createHash("sha256").update(key).digest("hex")}`;
}
