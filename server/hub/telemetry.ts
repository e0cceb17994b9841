import type { CounterConfiguration, GaugeConfiguration } from "prom-client";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { codeOf } from "./call-log";
import type { HubFilter } from "./filters";
import { whenEnded } from "./filters";
import type { HubStats } from "./stats";
import type { WireCounters } from "./wire";

/** What a hub measures, for Prometheus. One for a process: give it to `createHubServer`. */
export interface HubTelemetry {
  readonly registry: Registry;
  readonly filter: HubFilter;
  watchServer(wire: () => WireCounters & { queueBytes: number }): void;
  watchHub(path: string, stats: () => HubStats): void;
}

const secondsBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const lifeBuckets = [1, 10, 60, 300, 900, 3_600, 14_400, 86_400];
/** In the place of names that a client made up: they must not become labels. */
const unknownMethod = "(unknown)";

export function createHubTelemetry(registry: Registry = new Registry()): HubTelemetry {
  const registers = [registry];
  const hubs = new Map<string, () => HubStats>();

  const calls = new Counter({
    name: "hub_calls_total",
    help: "Calls, by how they ended: OK or the error's code.",
    labelNames: ["hub", "method", "code"],
    registers,
  });
  const durations = new Histogram({
    name: "hub_call_duration_seconds",
    help: "From a call's turn to its reply, of a stream to its last item.",
    labelNames: ["hub", "method"],
    buckets: secondsBuckets,
    registers,
  });
  const lives = new Histogram({
    name: "hub_connection_duration_seconds",
    help: "How long connections lived, by why they ended.",
    labelNames: ["reason"],
    buckets: lifeBuckets,
    registers,
  });

  const gauge = (name: string, help: string, read: (stats: HubStats) => number) => {
    const configuration: GaugeConfiguration<"hub"> = {
      name,
      help,
      labelNames: ["hub"],
      registers,
      collect() {
        for (const [hub, stats] of hubs) this.set({ hub }, read(stats()));
      },
    };
    return new Gauge(configuration);
  };
  gauge("hub_connections", "Connections now.", (stats) => stats.connections);
  gauge("hub_slow_connections", "Connections now that cannot keep up.", (stats) => stats.slowConnections);
  gauge("hub_calls_in_flight", "Calls now that run or wait for their turn.", (stats) => stats.callsInFlight);

  const total = (name: string, help: string, labelNames: string[], add: (counter: Counter) => void) => {
    const configuration: CounterConfiguration<string> = {
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        add(this);
      },
    };
    return new Counter(configuration);
  };
  total("hub_slow_consumers_cut_total", "Connections closed for reading too slowly.", ["hub"], (counter) => {
    for (const [hub, stats] of hubs) counter.inc({ hub }, stats().slowConsumersCut);
  });
  total("hub_handshakes_refused_total", "Handshakes refused, by code.", ["hub", "code"], (counter) => {
    for (const [hub, stats] of hubs)
      for (const [code, count] of Object.entries(stats().refused)) counter.inc({ hub, code }, count);
  });

  return {
    registry,
    filter: {
      async onInvoke({ hub, method, signal }, next) {
        const startedAt = performance.now();
        const note = (error: unknown) => {
          const code = error === undefined ? "OK" : codeOf(error, signal);
          const known = code === "METHOD_NOT_FOUND" ? unknownMethod : method;
          calls.inc({ hub, method: known, code });
          durations.observe({ hub, method: known }, (performance.now() - startedAt) / 1000);
        };
        let value: unknown;
        try {
          value = await next();
        } catch (error) {
          note(error);
          throw error;
        }
        return whenEnded(value, note);
      },
      async onDisconnected(connection, reason, next) {
        lives.observe({ reason }, Math.max(0, Date.now() - connection.connectedAt) / 1000);
        await next();
      },
    },
    watchServer(wire) {
      const wireTotal = (name: string, help: string, read: (wire: WireCounters) => number) =>
        total(name, help, [], (counter) => counter.inc(read(wire())));
      wireTotal("hub_messages_in_total", "Packets received.", (counters) => counters.messagesIn);
      wireTotal("hub_deliveries_total", "Packets written to connections.", (counters) => counters.messagesOut);
      wireTotal(
        "hub_sent_bytes_total",
        "Bytes written to connections, framing included.",
        (counters) => counters.bytesOut,
      );
      wireTotal(
        "hub_protocol_errors_total",
        "Connections closed for what is no packet.",
        (counters) => counters.protocolErrors,
      );
      new Gauge({
        name: "hub_queue_bytes",
        help: "Bytes written for connections that have not left the process.",
        registers,
        collect() {
          this.set(wire().queueBytes);
        },
      });
    },
    watchHub: (path, stats) => void hubs.set(path, stats),
  };
}
