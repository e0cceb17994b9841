import { hostname } from "node:os";
import type { Logger } from "pino";
import { Counter } from "prom-client";
import type { DurableStreamName } from "@/lib/contracts/streams";
import { migrate } from "@/lib/db/migrate";
import { openDatabase } from "@/lib/db/open";
import { addressHeader } from "@/lib/http/caller";
import { checkOrigin } from "@/lib/http/origin";
import { apiSecurityHeaders } from "@/lib/http/security-headers";
import { setRuntime } from "@/lib/runtime";
import type { HubLink, Services } from "@/lib/services/context";
import { ensureAdminFromEnvironment } from "@/lib/services/identity/admin-from-environment";
import { ensureDemoAccounts } from "@/lib/services/identity/demo-accounts";
import { generateSetupCode, needsSetup } from "@/lib/services/identity/first-run";
import { readSessionCookie } from "@/lib/services/identity/session-cookie";
import { createLimits } from "@/lib/services/limits/limits";
import { createApiAnswers } from "@/lib/services/metrics/api-answers";
import { createMetricStore } from "@/lib/services/metrics/metric-store";
import { checkEvent } from "@/lib/services/streams/audience";
import { auditRefusals, createHubServer, createHubTelemetry } from "@/server/hub";
import { noteForeignOrigin, recordRefusedCall } from "./audit-hub";
import { guardPath } from "./bad-path";
import { Disposal } from "./disposal";
import { type Environment, ssoOf } from "./environment";
import { openGateways } from "./gateways";
import { openHttpFront } from "./http-front";
import { openEventLogs } from "./hubs/event-logs";
import { createHubLink } from "./hubs/hub-link";
import { createOpsHub } from "./hubs/ops";
import { metricGroup } from "./hubs/ops-streams";
import { openPages, readBuild } from "./next-pages";
import { proxyWarningOf } from "./proxy-warning";
import { remoteAddressOf } from "./remote-address";
import { keepSecrets } from "./secrets";
import { startAuditNotes } from "./workers/audit-notes";
import { startRelay } from "./workers/relay";
import { startWorkers } from "./workers/start-workers";

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
  const opening = openPages({
    httpServer: front.server,
    port: front.port,
    host: env.HOST,
    development: env.NODE_ENV === "development",
  });
  disposal.defer("pages", async () => (await opening)[Symbol.asyncDispose]());
  const database = disposal.use(
    "database",
    await openDatabase({ databaseUrl: env.DATABASE_URL, dataDir: env.DATA_DIR, log }),
  );
  await migrate(database);

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
    metrics: await createMetricStore({ database, hostName: hostname(), now }),
    get hub() {
      if (!late.hub) throw new Error("The hub is not built yet.");
      return late.hub;
    },
    limits: createLimits({ requestsPerSecond: env.API_REQUESTS_PER_SECOND }),
    config: {
      publicUrl: env.PUBLIC_URL ?? null,
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
    setupCode: () => late.setupCode,
  };
  setRuntime(services);
  disposal.defer("runtime", () => setRuntime(undefined));
  await prepareUsers(services, env, late);

  const logs = await openEventLogs(database);
  const refusedCalls = auditRefusals({ record: (refusal) => recordRefusedCall(audit, log, refusal) });
  disposal.defer("refused calls", () => refusedCalls.flush());
  const hubServer = disposal.use(
    "hub server",
    createHubServer({
      httpServer: front.server,
      log,
      telemetry,
      filters: [refusedCalls],
      allowedOrigins: env.ALLOWED_ORIGINS,
      remoteAddressOf: (request) => remoteAddressOf(request, env.TRUST_PROXY),
      checkOrigin: (request) => {
        const { origin, host, cookie, authorization } = request.headers;
        const site = request.headers["sec-fetch-site"];
        const verdict = checkOrigin({
          method: request.method ?? "GET",
          origin: origin ?? null,
          host: host ?? null,
          secFetchSite: typeof site === "string" ? site : null,
          hasCookie: readSessionCookie(cookie ?? null, env.PUBLIC_URL ?? null) !== null,
          hasToken: authorization !== undefined,
          isUpgrade: request.headers.upgrade !== undefined,
          publicUrl: env.PUBLIC_URL ?? null,
          allowedOrigins: env.ALLOWED_ORIGINS,
        });
        if (verdict.ok) return true;
        noteForeignOrigin(audit, request, remoteAddressOf(request, env.TRUST_PROXY), verdict.reason);
        return verdict.reason;
      },
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
  late.hub = createHubLink(opsHub, log);
  const gateways = openGateways({
    httpServer: front.server,
    server: hubServer,
    config: services.config,
    log,
    countAnswer: services.countApiAnswer,
  });
  disposal.defer("gateways", () => gateways[Symbol.dispose]());

  const deadLetters = new Counter({
    name: "pulseboard_dead_letters_total",
    help: "Events that failed again and again and were taken out of their stream.",
    labelNames: ["stream"],
    registers: [telemetry.registry],
  });
  const relay = disposal.use(
    "relay",
    await startRelay({
      database,
      log,
      onFenced,
      check: checkEvent,
      onDeadLetter: (stream) => deadLetters.inc({ stream }),
      publish: (stream: DurableStreamName, epoch, events) =>
        streams[stream].publish(logs[stream].append(epoch, events)),
    }),
  );
  late.wake = relay.wake;

  await startWorkers({
    services,
    disposal,
    dataDir: env.DATA_DIR,
    auditDays: env.AUDIT_DAYS,
    sampleIntervalMs: env.SAMPLE_INTERVAL_MS,
    demoOrdersPerMinute: env.DEMO && env.DEMO_ORDERS_PER_MINUTE > 0 ? env.DEMO_ORDERS_PER_MINUTE : null,
    apiAnswers: () => apiAnswers.totals(),
    hubStats: () => {
      const { connections } = hub.stats();
      const { messagesIn, messagesOut } = hubServer.counters;
      return { connections, messages: messagesIn + messagesOut };
    },
    hasWatchers: (set) => hub.groups.has(metricGroup(set)),
    emitFrame: (set, frame) => hub.clients.group(metricGroup(set)).metricFrame(frame),
    emitSeries: (set, change) => hub.clients.group(metricGroup(set)).metricSeries(change),
  });

  // First to end: clients are told, and calls in flight are answered while everything they need is still there.
  disposal.defer("hub", async () => {
    front.refuseNew();
    await hub.drain({ timeoutMs: 3_000 });
    opsHub[Symbol.dispose]();
    await hub[Symbol.asyncDispose]();
    front.stopListening();
    await front.answered(2_000);
  });
  const answerRequest = gateways.handler(guardPath((await opening).handler, apiSecurityHeaders(services.config)));
  front.handle((request, response) => {
    request.headers[addressHeader] = remoteAddressOf(request, env.TRUST_PROXY);
    return answerRequest(request, response);
  });
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
