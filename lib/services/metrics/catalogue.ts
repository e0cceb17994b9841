import type { Source } from "@/lib/contracts/metrics";

export type SourceKind = Source["kind"];

export interface CatalogueEntry {
  readonly name: string;
  readonly kind: Exclude<SourceKind, "external">;
  /** `currency`: the ISO 4217 code of the series' label `currency`, values in minor units. Empty: a plain number. */
  readonly unit: string;
  readonly description: string;
}

const entry =
  (kind: CatalogueEntry["kind"]) =>
  <Name extends string>(name: Name, unit: string, description: string) => ({ name, kind, unit, description });
const host = entry("host");
const ofProcess = entry("process");
const shop = entry("business");

/** Every series that Pulseboard measures by itself, in the order that screens list them. */
export const catalogue = [
  host("host.cpu.busy", "%", "Share of all processors' time that was not idle."),
  host("host.cpu.user", "%", "Processor time of programs."),
  host("host.cpu.system", "%", "Processor time of the kernel."),
  host("host.cpu.nice", "%", "Processor time of programs with lowered priority."),
  host("host.cpu.irq", "%", "Processor time of interrupts, soft ones included."),
  host("host.cpu.iowait", "%", "Idle processor time while a disk was waited for."),
  host("host.cpu.steal", "%", "Processor time that the hypervisor gave to other machines."),
  host("host.load.1", "", "Tasks running or waiting to run, mean of 1 minute."),
  host("host.load.5", "", "Tasks running or waiting to run, mean of 5 minutes."),
  host("host.load.15", "", "Tasks running or waiting to run, mean of 15 minutes."),
  host("host.memory.percent", "%", "Share of the memory that is not available to new programs."),
  host("host.memory.used", "B", "Memory that is not available to new programs."),
  host("host.memory.available", "B", "Memory that new programs can have without swapping."),
  host("host.swap.percent", "%", "Share of the swap space in use."),
  host("host.swap.used", "B", "Swap space in use."),
  host("host.disk.percent", "%", "Share in use of the filesystem that holds the data directory."),
  host("host.disk.used", "B", "Bytes in use on the filesystem that holds the data directory."),
  host("host.disk.free", "B", "Bytes free on the filesystem that holds the data directory."),
  host("host.net.received", "B/s", "Bytes received by all network interfaces but loopback and bridges."),
  host("host.net.sent", "B/s", "Bytes sent by all network interfaces but loopback and bridges."),
  host("host.sockets.open", "count", "Sockets of every kind in use."),
  host("host.sockets.tcp", "count", "TCP sockets in use."),
  ofProcess("process.loop.delay.p50", "ms", "How late Pulseboard's event loop ran, median of the last two intervals."),
  ofProcess(
    "process.loop.delay.p99",
    "ms",
    "How late Pulseboard's event loop ran, 99th percentile of the last two intervals.",
  ),
  ofProcess("process.cpu", "%", "Share of all processors' time that Pulseboard used."),
  ofProcess("process.memory.heap", "B", "Memory that Pulseboard's JavaScript objects take."),
  ofProcess("process.memory.rss", "B", "Physical memory that Pulseboard holds."),
  ofProcess("hub.connections", "count", "Live connections of the hub."),
  ofProcess("hub.messages", "/s", "Messages that the hub received and sent."),
  ofProcess("api.answers", "/min", "Answers of the API in the last minute."),
  ofProcess(
    "api.errors",
    "/min",
    "Answers of the API in the last minute that failed on the server's side (status 5xx).",
  ),
  ofProcess("database.latency", "ms", "How long the database took to answer the smallest question."),
  shop("orders.per_minute", "/min", "Orders placed in the last 60 seconds."),
  shop("orders.unfulfilled", "count", "Orders that are placed or packed and still to be shipped."),
  shop("orders.cancelled_today", "count", "Orders placed since the shop's midnight that were cancelled."),
  shop("revenue.today", "currency", "Value of the orders placed since the shop's midnight, without cancelled ones."),
] as const satisfies readonly CatalogueEntry[];

export type CatalogueName = (typeof catalogue)[number]["name"];

const byName = new Map<string, CatalogueEntry>(catalogue.map((entry) => [entry.name, entry]));

/** Returns what is known of a series that Pulseboard measures by itself, undefined for any other. */
export const catalogueEntry = (name: string): CatalogueEntry | undefined => byName.get(name);

/** Sources that this process measures itself, beside the one of the host's own name. */
export const ownSources = { process: "pulseboard", business: "orders" } as const;

/** Names of the `overview` set, in its order. `revenue.today` comes last: it has a series for each currency. */
export const overviewNames: readonly CatalogueName[] = [
  "host.cpu.busy",
  "host.load.1",
  "host.memory.percent",
  "host.memory.used",
  "host.disk.percent",
  "host.net.received",
  "host.net.sent",
  "process.loop.delay.p99",
  "process.cpu",
  "process.memory.heap",
  "hub.connections",
  "hub.messages",
  "api.answers",
  "api.errors",
  "database.latency",
  "orders.per_minute",
  "orders.unfulfilled",
  "revenue.today",
];
