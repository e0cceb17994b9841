import { createServer, type IncomingMessage } from "node:http";
import { hostname } from "node:os";
import type { Logger } from "pino";
import { openLeadership } from "@/lib/db/leadership";
import { migrate } from "@/lib/db/migrate";
import { openDatabase } from "@/lib/db/open";
import { makePartitionsAhead } from "@/lib/db/partitions";
import { takePlace } from "@/lib/db/sole-process";
import { addressHeader } from "@/lib/http/caller";
import { apiSecurityHeaders } from "@/lib/http/security-headers";
import { setRuntime } from "@/lib/runtime";
import type { HubLink, Services } from "@/lib/services/context";
import { ensureAdminFromEnvironment } from "@/lib/services/identity/admin-from-environment";
import { ensureDemoAccounts } from "@/lib/services/identity/demo-accounts";
import { generateSetupCode, needsSetup } from "@/lib/services/identity/first-run";
import { openPasswords } from "@/lib/services/identity/passwords";
import { createLimits } from "@/lib/services/limits/limits";
import { createApiAnswers } from "@/lib/services/metrics/api-answers";
import { createMetricStore } from "@/lib/services/metrics/metric-store";
import { auditRefusals, createHubServer, createHubTelemetry } from "@/server/hub";
import { recordRefusedCall } from "./audit-hub";
import { guardPath } from "./bad-path";
import { joinCluster } from "./cluster";
import { Disposal } from "./disposal";
import { type Environment, ssoOf } from "./environment";
import { createDelivery } from "./event-delivery";
import { endForeignUpgrades } from "./foreign-upgrades";
import { openGateways } from "./gateways";
import { openHttpFront } from "./http-front";
import { hubOriginCheck } from "./hub-origin";
import { startAccessSweep } from "./hubs/access-sweep";
import { openEventLogs } from "./hubs/event-logs";
import { createHubLink } from "./hubs/hub-link";
import { createOpsHub } from "./hubs/ops";
import { metricGroup } from "./hubs/ops-streams";
import { openPages, readBuild } from "./next-pages";
import { openNoPages } from "./no-pages";
import { paceStarts } from "./paced-starts";
import { proxyWarningOf } from "./proxy-warning";
import { remoteAddressOf } from "./remote-address";
import { exchangeSamples } from "./sample-exchange";
import { keepSecrets } from "./secrets";
import { startAuditNotes } from "./workers/audit-notes";
import { importDemo, startCommonWorkers, startOwnWorkers } from "./workers/start-workers";

export interface App extends AsyncDisposable {
  url: string;
}

/**
 * Builds the whole process and starts it; the only place that says `new`. Disposing ends everything in reverse order: clients
 * are told, calls in flight are answered, then workers, pages and database end. Throws one-line errors for what the person who
 * started it can mend.
 */
export async function compose(environment: Environment, log: Logger, onFenced: () => void): Promise<App> {
  const disposal = new Disposal(log);
  try {
    const url = await build(environment, log, onFenced, disposal);
    return { url, [Symbol.asyncDispose]: () => disposal[Symbol.asyncDispose]() };
  } catch (error) {
    await disposal[Symbol.asyncDispose]();
    throw error;
  }
}

async function build(env: Environment, log: Logger, onFenced: () => void, disposal: Disposal): Promise<string> {
  const front = disposal.use("http", await openHttpFront(env.PORT, env.HOST));
  const url = env.PUBLIC_URL ?? `http://localhost:${front.port}`;
  const proxyWarning = proxyWarningOf(env);
  if (proxyWarning !== null) log.warn(proxyWarning);

  const [authSecret, ...formerAuthSecrets] = env.AUTH_SECRET
    ? [env.AUTH_SECRET, ...env.AUTH_SECRET_FORMER]
    : await keepSecrets(env.DATA_DIR);
  // next-auth reads both when it is loaded.
  process.env.NEXTAUTH_URL = url;
  process.env.NEXTAUTH_SECRET = authSecret;

  // Both take most of a second, in different threads.
  const opening = env.PROCESS_ROLES.includes("web")
    ? openPages({
        httpServer: front.server,
        port: front.port,
        host: env.HOST,
        development: env.NODE_ENV === "development",
      })
    : openNoPages();
  disposal.defer("pages", async () => (await opening)[Symbol.asyncDispose]());
  const database = disposal.use(
    "database",
    await openDatabase({
      databaseUrl: env.DATABASE_URL,
      dataDir: env.DATA_DIR,
      log,
      poolSize: env.DATABASE_POOL_SIZE,
    }),
  );
  const redisUrl = env.REDIS_URL;
  if (database.kind === "postgres")
    disposal.use("place at the database", await takePlace({ database, log, isShared: redisUrl !== undefined }));
  await migrate(database);
  // Before anything is written: what goes into a default partition keeps its interval from having one of its own.
  await makePartitionsAhead(database, Date.now());
  const cluster = await joinCluster({ redisUrl, database, port: front.port, log, disposal });
  const { isClustered, backplane } = cluster;

  const apiAnswers = createApiAnswers();
  const telemetry = createHubTelemetry();
  const late: { hub: HubLink | null; wake: () => void; setupCode: string | null } = {
    hub: null,
    wake: () => undefined,
    setupCode: null,
  };
  const now = () => new Date();
  const wakeRelay = () => late.wake();
  // Ends after whatever may still be refused, and before the database.
  const audit = disposal.use("audit notes", startAuditNotes({ database, log, now, wakeRelay }));
  const services: Services = {
    database,
    audit,
    passwords: disposal.use("passwords", openPasswords()),
    metrics: await createMetricStore({ database, hostName: hostname(), now }),
    get hub() {
      if (!late.hub) throw new Error("The hub is not built yet.");
      return late.hub;
    },
    limits: createLimits({ requestsPerSecond: env.API_REQUESTS_PER_SECOND }, cluster.limiters),
    config: {
      publicUrl: env.PUBLIC_URL ?? null,
      ownUrl: url,
      allowedOrigins: env.ALLOWED_ORIGINS,
      authSecret,
      formerAuthSecrets,
      demo: env.DEMO,
      dataDir: env.DATA_DIR,
      embedded: database.kind === "embedded",
      build: await readBuild(env.NODE_ENV === "development"),
      metricsToken: env.METRICS_TOKEN ?? null,
      sso: ssoOf(env),
    },
    log,
    now,
    wakeRelay,
    countApiAnswer: (status) => apiAnswers.count(status),
    readTelemetry: async () => ({
      contentType: telemetry.registry.contentType,
      text: await telemetry.registry.metrics(),
    }),
    otherNodes: () => (isClustered ? { isUp: backplane.isUp, count: backplane.others().length } : null),
    setupCode: () => late.setupCode,
  };
  setRuntime(services);
  disposal.defer("runtime", () => setRuntime(undefined));
  // Where passwords cannot be hashed nobody can sign in: known now, and not at the first who tries.
  await services.passwords.verify(null, "nobody's");
  await prepareUsers(services, env, late);

  const logs = await openEventLogs(database);
  const refusedCalls = auditRefusals({ record: (refusal) => recordRefusedCall(audit, log, refusal) });
  disposal.defer("refused calls", () => refusedCalls.flush());
  // Where there is no hub its server is attached to one that never listens: groups, presence and users are reached all the same.
  const isHub = env.PROCESS_ROLES.includes("hub");
  const hubHttp = isHub ? front.server : createServer();
  const hubServer = disposal.use(
    "hub server",
    createHubServer({
      httpServer: hubHttp,
      backplane,
      log,
      telemetry,
      filters: [refusedCalls],
      allowedOrigins: env.ALLOWED_ORIGINS,
      remoteAddressOf: (request) => remoteAddressOf(request, env.TRUST_PROXY),
      checkOrigin: hubOriginCheck(env, audit),
    }),
  );
  const opsHub = createOpsHub({
    server: hubServer,
    services,
    logs,
    limits: {
      connectionsPerUser: env.MAX_CONNECTIONS_PER_USER,
      connectionsPerAddress: env.MAX_CONNECTIONS_PER_ADDRESS,
    },
  });
  const { hub, streams } = opsHub;
  late.hub = createHubLink(opsHub, log, backplane);
  const gateways = openGateways({
    httpServer: hubHttp,
    server: hubServer,
    config: services.config,
    log,
    countAnswer: services.countApiAnswer,
  });
  disposal.defer("gateways", () => gateways[Symbol.dispose]());

  const demoOrdersPerMinute = env.DEMO && env.DEMO_ORDERS_PER_MINUTE > 0 ? env.DEMO_ORDERS_PER_MINUTE : null;
  if (!isClustered) await importDemo(services, demoOrdersPerMinute);
  const delivery = createDelivery({ database, backplane, streams, logs, log, telemetry, disposal });
  await startOwnWorkers({
    services,
    disposal,
    dataDir: env.DATA_DIR,
    sampleIntervalMs: env.SAMPLE_INTERVAL_MS,
    hostLock: cluster.hostLock,
    labels: cluster.labels,
    apiAnswers: () => apiAnswers.totals(),
    hubStats: () => {
      const { connections } = hub.stats();
      const { messagesIn, messagesOut } = hubServer.counters;
      return { connections, messages: messagesIn + messagesOut };
    },
    hasWatchers: (set) => hub.groups.has(metricGroup(set)),
    // Each process shows its own clients what any has measured.
    emitFrame: (set, frame) => hub.here.group(metricGroup(set)).metricFrame(frame),
    emitSeries: (set, change) => hub.here.group(metricGroup(set)).metricSeries(change),
  });
  if (isClustered) {
    const sweep = startAccessSweep({ hub, database, log });
    disposal.defer("access sweep", () => sweep[Symbol.dispose]());
  }
  const exchange = exchangeSamples(services.metrics, backplane, log);
  disposal.defer("sample exchange", () => exchange[Symbol.dispose]());

  /** What one process does for all. */
  async function workForAll(onFenced: () => void): Promise<AsyncDisposable> {
    const work = new Disposal(log);
    try {
      await delivery.relayHere(work, onFenced);
      if (isClustered) await importDemo(services, demoOrdersPerMinute);
      await startCommonWorkers({
        services,
        disposal: work,
        dataDir: env.DATA_DIR,
        auditDays: env.AUDIT_DAYS,
        sampleIntervalMs: env.SAMPLE_INTERVAL_MS,
        demoOrdersPerMinute,
      });
      return work;
    } catch (error) {
      await work[Symbol.asyncDispose]();
      throw error;
    }
  }
  late.wake = delivery.wake;
  if (!isClustered) disposal.use("work for all", await workForAll(onFenced));
  else if (env.PROCESS_ROLES.includes("worker")) {
    const { nodeId } = backplane;
    disposal.use("leadership", openLeadership({ database, log, nodeId, lead: workForAll }));
  }

  // Early to end: clients are told, and calls in flight are answered while everything they need is still there.
  disposal.defer("hub", async () => {
    front.refuseNew();
    await hub.drain({ timeoutMs: 3_000 });
    opsHub[Symbol.dispose]();
    await hub[Symbol.asyncDispose]();
    front.stopListening();
    await front.answered(2_000);
  });
  const answerPages = guardPath((await opening).handler, apiSecurityHeaders(services.config));
  const answerRequest = isHub ? gateways.handler(answerPages) : answerPages;
  const isHeavy = ({ method, url = "" }: IncomingMessage) => method === "POST" && /^\/api\/(auth|token)\b/.test(url);
  // With a password. A page that renews its token has a cookie, other programs have a key.
  const isHeaviest = ({ url = "", headers }: IncomingMessage) =>
    url.startsWith("/api/token") ? !(headers.cookie || headers.authorization) : url.includes("/callback/credentials");
  const starts = paceStarts({ isHeavy, isHeaviest, everyMs: 60, waiting: 100 }, answerRequest);
  disposal.defer("paced starts", () => starts[Symbol.dispose]());
  front.handle((request, response) => {
    request.headers[addressHeader] = remoteAddressOf(request, env.TRUST_PROXY);
    return starts.answer(request, response);
  });
  const isDevelopment = env.NODE_ENV === "development";
  endForeignUpgrades(
    front.server,
    (path) =>
      (isHub && (path === "/ws" || path.startsWith("/socket.io"))) || (isDevelopment && path.startsWith("/_next/")),
  );
  log.info({ url, port: front.port, database: database.kind }, "ready");
  return url;
}

/** Demo accounts, the admin of the environment, or the code that opens /setup. */
async function prepareUsers(services: Services, env: Environment, late: { setupCode: string | null }): Promise<void> {
  if (env.DEMO) await ensureDemoAccounts(services);
  if (env.ADMIN_EMAIL && env.ADMIN_PASSWORD) {
    await ensureAdminFromEnvironment(services, { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD });
  }
  if (!(await needsSetup(services))) return;
  late.setupCode = generateSetupCode();
  services.log.warn({ setupCode: late.setupCode }, "there is no user yet: open /setup and enter this one-time code");
}
