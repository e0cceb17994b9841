import type { LiveConnection } from "@/lib/contracts/connections";
import { formatCount, unknownText } from "../../ui/format";
import { clockText, dayText } from "../../ui/time/zoned-time";

/** "WebSocket, JSON". */
export const transportText = ({ transport, encoding }: Pick<LiveConnection, "transport" | "encoding">): string =>
  `${transportNames[transport]}, ${encoding === "msgpack" ? "MessagePack" : "JSON"}`;

const transportNames: Record<LiveConnection["transport"], string> = {
  websocket: "WebSocket",
  polling: "Polling",
  sse: "Event stream",
  ws: "Raw WebSocket",
};

/** "14:03:12", with the day before it when that is not today: exact, to tell the tabs of one person apart. */
export function sinceText(atMs: number, nowMs: number, timeZone: string): string {
  const [day, today] = [dayText(atMs, timeZone, nowMs), dayText(nowMs, timeZone)];
  return `${day === today ? "" : `${day}, `}${clockText(atMs, timeZone, true)}`;
}

/** Why nobody can be asked or cut off from a page that is itself cut off. */
export const notLiveReason = "This page is not connected: it works again once it is live.";

/** From here on somebody feels it. */
const slowMs = 400;

/** "12 ms", in whole ms; a slow one says so. */
export function latencyText(latencyMs: number | null): string {
  if (latencyMs === null) return unknownText;
  return `${formatCount(Math.max(1, Math.round(latencyMs)))}\u00a0ms${isSlow(latencyMs) ? ", slow" : ""}`;
}

export const isSlow = (latencyMs: number | null): boolean => latencyMs !== null && latencyMs >= slowMs;

export interface StreamWord {
  key: string;
  text: string;
  /** The page of what is watched. */
  href?: string;
}

const words: Record<string, string> = {
  orders: "Orders",
  notifications: "Notifications",
  presence: "Who is watching",
  connections: "Connections",
  "metrics:overview": "Metrics of the overview",
};

/** A stream or group in words; an order's leads to it. */
export function streamWord(stream: string): StreamWord {
  const known = words[stream];
  if (known !== undefined) return { key: stream, text: known };
  const id = stream.slice(stream.indexOf(":") + 1);
  if (stream.startsWith("order:")) return { key: stream, text: "An order's page", href: `/orders/${id}` };
  if (stream.startsWith("metrics:")) return { key: stream, text: "Metrics of a source" };
  return { key: stream, text: stream };
}
