import type { HubLog } from "../log";
import { Latest } from "../message";
import type { Packet } from "../packet";

/** The parts of the Redis Streams adapter 0.3 and of Socket.IO's cluster adapter 2.5 that are touched beneath their types. All of it stands here. */
interface BroadcastOptions {
  rooms: Set<string>;
  except?: Set<string>;
  flags?: { local?: boolean } & Record<string, unknown>;
}

interface ClusterMessage {
  uid?: string;
  nsp?: string;
  type: number;
  data?: unknown;
}

export interface StreamsAdapter {
  readonly uid: string;
  readonly sids: ReadonlyMap<string, unknown>;
  broadcast(packet: Packet, options: BroadcastOptions): unknown;
  doPublish(message: ClusterMessage): Promise<unknown>;
  publish(message: ClusterMessage): void;
  onMessage(message: ClusterMessage, offset?: string): void;
  close(): void;
  sendToNodes(message: unknown): void;
  onNodeMessage(listener: (message: unknown) => void): void;
}

const broadcastType = 3;
/** Beyond those of Socket.IO: a message of ours, which the adapter carries and does not look at. */
const nodeMessageType = 64;
const carriedTypes = new Set([broadcastType, nodeMessageType]);

/** A packet as it travels; `Latest` is no class any more on the other side. */
interface CarriedPacket extends Packet {
  latestFor?: Latest["target"];
}

/**
 * Closes the adapter's traps: a node's own clients come first and do not wait for Redis; publishing is bounded and in the background, and what
 * cannot be published is lost rather than thrown; nothing goes by pub/sub, which loses in silence.
 */
export function hardenAdapter(
  adapter: StreamsAdapter,
  inBackground: (send: () => Promise<unknown>) => void,
  log: HubLog,
): StreamsAdapter {
  // Socket.IO's own, in memory: what cannot be encoded is thrown to whoever sends it, where the others would reject beside.
  const inMemory: Pick<StreamsAdapter, "broadcast"> = [1, 2, 3].reduce(Object.getPrototypeOf, adapter);
  const broadcastHere = inMemory.broadcast.bind(adapter);
  const publishNow = adapter.doPublish.bind(adapter);
  const onMessage = adapter.onMessage.bind(adapter);
  let onNodeMessage: ((message: unknown) => void) | undefined;

  return Object.assign(adapter, {
    broadcast(packet: Packet, options: BroadcastOptions): void {
      // Before it is sent here: that takes the newest-only mark out of it.
      const carried = options.flags?.local || isAllHere(adapter, options) ? undefined : carriedOf(packet);
      broadcastHere(packet, { ...options, flags: { ...options.flags, local: true } });
      if (carried !== undefined)
        adapter.publish({ type: broadcastType, data: { packet: carried, opts: plain(options) } });
    },
    doPublish(message: ClusterMessage): Promise<unknown> {
      if (carriedTypes.has(message.type)) inBackground(() => publishNow(message));
      return Promise.resolve("");
    },
    onMessage(message: ClusterMessage, offset?: string): void {
      // The reader would read the same again for ever.
      try {
        if (message.type === nodeMessageType) onNodeMessage?.(message.data);
        else if (message.type === broadcastType && message.uid !== adapter.uid) {
          revive((message.data as { packet: CarriedPacket }).packet);
          onMessage(message, offset);
        }
      } catch (error) {
        log.error({ err: error, from: message.uid }, "a message from another node could not be used");
      }
    },
    sendToNodes: (message: unknown) => adapter.publish({ type: nodeMessageType, data: message }),
    onNodeMessage(listener: (message: unknown) => void): void {
      onNodeMessage = listener;
    },
  });
}

/** A message to connections of this node alone is nobody else's business. */
const isAllHere = (adapter: StreamsAdapter, { rooms }: BroadcastOptions): boolean =>
  rooms.size > 0 && [...rooms].every((room) => adapter.sids.has(room));

function carriedOf(packet: Packet): CarriedPacket {
  const [event, payload] = packet.data as [unknown, unknown];
  if (!(payload instanceof Latest)) return { ...packet };
  return { ...packet, data: [event, payload.payload], latestFor: payload.target };
}

function revive(packet: CarriedPacket): void {
  const { latestFor } = packet;
  if (latestFor === undefined) return;
  delete packet.latestFor;
  const data = packet.data as unknown[];
  data[1] = new Latest(data[1], latestFor);
}

const plain = ({ rooms, except, flags }: BroadcastOptions) => ({
  rooms: [...rooms],
  except: [...(except ?? [])],
  flags: flags ?? {},
});
