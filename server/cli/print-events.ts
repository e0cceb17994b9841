import type { AuditEntry } from "@/lib/contracts/audit";
import type { Notification } from "@/lib/contracts/notifications";
import type { Order } from "@/lib/contracts/orders";
import type { StreamHandlers, TypedEvent } from "@/lib/hub-client";
import type { Cursor } from "@/lib/hub-protocol";
import { jsonLine, type Output } from "./output";
import { formatPlace, type PlaceStore } from "./place-store";
import { auditRow, notificationRow, orderRow } from "./table";

export interface Printing {
  output: Output;
  asJson: boolean;
  store: PlaceStore | null;
  since: Cursor | null;
  note: (text: string) => void;
  fail: (error: unknown) => void;
}

/** Prints in order; a place is kept once its line is written. */
export function printEvents({ output, asJson, store, since, note, fail }: Printing): StreamHandlers<unknown, unknown> {
  let printed = Promise.resolve();
  const enqueue = (work: () => Promise<void> | void) => {
    printed = printed.then(work);
    printed.catch(fail);
  };
  return {
    cursor: since ?? store?.read() ?? undefined,
    onSnapshot: ({ epoch, head, announced }) => {
      const place = { epoch, offset: head };
      if (announced)
        note(`resync: the stream starts anew at ${formatPlace(place)}; what came before it cannot be printed`);
      // Kept before the first event too: whoever is killed until then misses nothing.
      enqueue(() => {
        store?.save(place);
        if (!announced) note(`from now on, after ${formatPlace(place)}`);
      });
    },
    onEvents: (events) => {
      for (const event of events)
        enqueue(async () => {
          await output.line(asJson ? jsonLine(event) : row(event, output));
          store?.save({ epoch: event.epoch, offset: event.offset });
        });
    },
    onCaughtUp: ({ count }) => note(`caught up: ${count} ${count === 1 ? "event" : "events"}`),
    onError: fail,
  };
}

function row(event: TypedEvent<unknown>, output: Output): string {
  switch (event.stream) {
    case "orders":
      return orderRow(event.data as Order, event.at, output);
    case "notifications":
      return notificationRow(event.data as Notification, event.at, output);
    case "audit":
      return auditRow(event.data as AuditEntry, event.at, output);
    default:
      return jsonLine(event);
  }
}
