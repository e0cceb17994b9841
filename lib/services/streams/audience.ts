import type { Order } from "@/lib/contracts/orders";
import type { DurableStreamName } from "@/lib/contracts/streams";
import type { StoredEvent } from "@/lib/db/stream-log";
import type { StreamEvent } from "@/lib/hub-protocol";
import type { Principal } from "../context";
import { maskOrder, seesPersonalData } from "../orders/personal-data";

/** An audience gets the same bytes: each event is made and encoded once for each of them. */
export const audiences: Record<DurableStreamName, readonly string[]> = {
  orders: ["personal", "masked"],
  notifications: ["viewer", "operator", "admin"],
  audit: ["all"],
};

/** Which audience of a stream somebody belongs to. */
export function audienceOf(stream: DurableStreamName, principal: Principal): string {
  switch (stream) {
    case "orders":
      return seesPersonalData(principal.permissions) ? "personal" : "masked";
    case "notifications":
      return principal.role;
    case "audit":
      return "all";
  }
}

/** An event as one audience receives it: masked, or a void in its place where it may not be seen. */
export function envelopeFor(event: StoredEvent, epoch: string, audience: string): StreamEvent {
  const place = { v: 1 as const, stream: event.stream, epoch, offset: event.offset };
  // A dead letter was here.
  if (event.type === "void") return { ...place, type: "void" };
  if (event.stream === "notifications" && event.audience && !event.audience.roles.includes(audience)) {
    return { ...place, type: "void" };
  }
  const data = event.stream === "orders" && audience === "masked" ? maskOrder(event.payload as Order) : event.payload;
  return { ...place, id: event.id, type: event.type, at: event.at.toISOString(), data };
}

/** Throws if one of the audiences could not be given this event. */
export function checkEvent(stream: DurableStreamName, event: StoredEvent): void {
  for (const audience of audiences[stream]) envelopeFor(event, "", audience);
}
