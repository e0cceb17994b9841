import type { Logger } from "pino";
import { Counter } from "prom-client";
import { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import type { StoredEvent } from "@/lib/db/stream-log";
import { checkEvent } from "@/lib/services/streams/audience";
import type { Backplane, HubTelemetry, LoggedEvent } from "@/server/hub";
import type { Disposal } from "./disposal";
import type { CachedEventLog } from "./hubs/event-log";
import { followStream, type StreamFollower } from "./hubs/stream-follower";
import { type Relay, startRelay } from "./workers/relay";

interface Options {
  database: Database;
  backplane: Backplane;
  streams: Record<DurableStreamName, { publish(events: readonly LoggedEvent[]): void }>;
  logs: Record<DurableStreamName, CachedEventLog>;
  log: Logger;
  telemetry: Pick<HubTelemetry, "registry">;
  disposal: Disposal;
}

export interface EventDelivery {
  /** The outbox has something: the relay is woken, wherever it works. Never waits. */
  wake(): void;
  /** Has this process give events their offsets, until `work` ends. `onFenced`: another process does it now. */
  relayHere(work: Disposal, onFenced: () => void): Promise<void>;
}

const eventsKind = "events";
const wakeKind = "wake the relay";

interface Told {
  stream: DurableStreamName;
  epoch: string;
  events: StoredEvent[];
}

/** From the outbox to the clients of this process: by its own relay, or by what the one that relays tells and the database has. */
export function createDelivery(options: Options): EventDelivery {
  const { database, backplane, streams, logs, log, telemetry, disposal } = options;
  const deadLetters = new Counter({
    name: "pulseboard_dead_letters_total",
    help: "Events that failed again and again and were taken out of their stream.",
    labelNames: ["stream"],
    registers: [telemetry.registry],
  });
  let relay: Relay | null = null;
  /** From the moment that nobody else gives offsets, until this process has stopped to. */
  let isRelayedHere = false;
  const followers = backplane.adapter === undefined ? null : followAll();
  backplane.onTold(wakeKind, () => relay?.wake());
  backplane.onTold(eventsKind, (message) => {
    const { stream, epoch, events } = message as Told;
    // While this process relays, nobody else has anything to tell: what comes is from before.
    if (!isRelayedHere && DurableStreamName.safeParse(stream).success)
      followers?.[stream].take(
        epoch,
        events.map((event) => ({ ...event, at: new Date(event.at) })),
      );
  });

  function followAll(): Record<DurableStreamName, StreamFollower> {
    const made = DurableStreamName.options.map((stream) => {
      const follower = followStream({
        database,
        stream,
        log: logs[stream],
        publish: (events) => streams[stream].publish(events),
        logger: log,
        isElsewhere: () => !isRelayedHere,
      });
      disposal.use(`follower of ${stream}`, follower);
      return [stream, follower] as const;
    });
    return Object.fromEntries(made) as Record<DurableStreamName, StreamFollower>;
  }

  return {
    wake() {
      if (relay === null) backplane.tell(wakeKind, null);
      else relay.wake();
    },

    async relayHere(work, onFenced) {
      // Ends after the relay does.
      work.defer("following again", () => {
        relay = null;
        isRelayedHere = false;
      });
      relay = work.use(
        "relay",
        await startRelay({
          database,
          log,
          onFenced,
          async onTaken() {
            // What the one before has committed and nobody has told.
            for (const stream of DurableStreamName.options) await followers?.[stream].catchUp();
            isRelayedHere = true;
          },
          check: checkEvent,
          onDeadLetter: (stream) => deadLetters.inc({ stream }),
          publish(stream, epoch, events) {
            streams[stream].publish(logs[stream].append(epoch, events));
            backplane.tell(eventsKind, { stream, epoch, events } satisfies Told);
          },
        }),
      );
    },
  };
}
