/** What tests of verbs and routes need beside a database: real services, and a hub that only remembers what it was told. */
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type { Role } from "@/lib/contracts/permissions";
import { rolePermissions } from "@/lib/contracts/permissions";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { testLog } from "@/lib/db/testing";
import type { AuditFact } from "../audit/audit-fact";
import type { AuditAsker, Principal, ServiceConfig, Services, VerbContext } from "../context";
import { createLimits } from "../limits/limits";
import type { MetricStore } from "../metrics/metric-store";
import { openPasswords } from "./passwords";
import { parseRoleMap, type SsoConfig } from "./sso-roles";

export interface TestServices extends Services {
  /** Calls of the hub link in order, such as `reauthorize ID`. */
  told: string[];
  /** Statuses that the API answered with. */
  answers: number[];
  /** What was noted for the audit, in order. */
  noted: (AuditAsker & AuditFact)[];
  /** The hashes that a password was compared with, in order: what each attempt to sign in costs. */
  compared: (string | null)[];
}

export interface TestOptions extends Partial<ServiceConfig> {
  setupCode?: string | null;
  now?: () => Date;
  metrics?: MetricStore;
  requestsPerSecond?: number;
}

/** One for a test file: its threads end with it. */
const passwords = openPasswords();

/** Services over a real database. `metrics` throws when it is used and was not given: most tests have no business with it. */
export function testServices(
  database: Database,
  { setupCode = null, now, metrics, requestsPerSecond = 500, ...config }: TestOptions = {},
): TestServices {
  const told: string[] = [];
  const answers: number[] = [];
  const noted: TestServices["noted"] = [];
  const compared: TestServices["compared"] = [];
  const note = (asker: AuditAsker, fact: AuditFact) => void noted.push({ ...asker, ...fact });
  return {
    database,
    told,
    answers,
    noted,
    compared,
    passwords: {
      hash: passwords.hash,
      verify(hash, password) {
        compared.push(hash);
        return passwords.verify(hash, password);
      },
    },
    audit: { note, add: note },
    get metrics(): MetricStore {
      if (metrics) return metrics;
      throw new Error("This test has no metric store.");
    },
    hub: {
      reauthorizeUser: (id) => told.push(`reauthorize ${id}`),
      revokeUser: (id) => told.push(`revoke ${id}`),
      closeSession: (id) => told.push(`close ${id}`),
      closeKey: (id) => told.push(`close key ${id}`),
      revokeSessions: (ids) => told.push(...ids.map((id) => `revoke session ${id}`)),
      connectedSessions: async () => new Set(),
      notificationsMarked: (id) => told.push(`marked ${id}`),
      presentUsers: () => [],
      listConnections: async () => ({ connections: [], total: 0, isPartial: false }),
      findConnection: async () => null,
      describeClient: () => Promise.reject(new Error("This test has no clients.")),
      closeConnection: async (id) => {
        told.push(`disconnect ${id}`);
        return false;
      },
    },
    otherNodes: () => null,
    limits: createLimits({ requestsPerSecond }),
    config: {
      publicUrl: null,
      ownUrl: "http://localhost:3000",
      allowedOrigins: [],
      authSecret: "a secret of this test that is long enough",
      formerAuthSecrets: [],
      demo: false,
      dataDir: "",
      embedded: database.kind === "embedded",
      build: "test",
      metricsToken: null,
      sso: null,
      ...config,
    },
    log: testLog,
    now: now ?? (() => new Date()),
    wakeRelay: () => undefined,
    countApiAnswer: (status) => answers.push(status),
    readTelemetry: async () => ({
      contentType: "text/plain; version=0.0.4; charset=utf-8",
      text: "hub_connections 0\n",
    }),
    setupCode: () => setupCode,
  };
}

/** Single sign-on by a provider at `issuer`. */
export const testSso = (issuer: string): SsoConfig => ({
  issuer,
  clientId: "pulseboard",
  clientSecret: "the-secret-of-the-client",
  name: "Shop login",
  scope: "openid email profile",
  roleClaim: "groups",
  roleMap: parseRoleMap("admin=pulse-admins;operator=ops;viewer=staff"),
  linkByEmail: false,
});

export interface TestUser {
  id: string;
  email: string;
  password: string;
  name: string;
  role: Role;
}

const testPassword = "correct horse battery";
/** Made once for all: nearly every test adds people, and few sign in. */
const testPasswordHash =
  "$argon2id$v=19$m=19456,t=2,p=1$hCa87SFFznUSMJXtQQTm9Q$C947lZYIH/Bi0COPR79H0Gh91T+Wu5iqRbidKK6rJbw";

/** Adds somebody who can sign in. */
export async function addUser(
  { database }: Services,
  { role = "viewer" as Role, email = `${uuidv7()}@test.example`, name = "Test Person", demo = false } = {},
): Promise<TestUser> {
  const user = { id: uuidv7(), email, name, role, password: testPassword };
  await database.db
    .insert(schema.users)
    .values({ ...user, passwordHash: testPasswordHash, demo, createdAt: new Date() });
  return user;
}

/** Makes somebody one whom a provider vouches for; without a password unless they keep theirs. */
export async function linkUser(
  { database }: Services,
  { id }: Pick<TestUser, "id">,
  { issuer, keepsPassword = false }: { issuer: string; keepsPassword?: boolean },
): Promise<void> {
  const linked = { ssoIssuer: issuer, ssoSubject: `subject ${id}`, ...(keepsPassword ? {} : { passwordHash: null }) };
  await database.db.update(schema.users).set(linked).where(eq(schema.users.id, id));
}

/** A context as if `user` had signed in and called over REST. */
export const contextOf = (
  services: Services,
  user: TestUser,
  sessionId?: string,
): VerbContext & { principal: Principal } => ({
  services,
  principal: {
    kind: "user",
    id: user.id,
    name: user.name,
    role: user.role,
    permissions: rolePermissions[user.role],
    sessionId,
  },
  via: "rest",
});

/** The same, but every query meets a port where nothing listens. */
export function unreachable(database: Database): Database {
  const pool = new pg.Pool({ connectionString: "postgres://nobody@127.0.0.1:1/none" });
  return {
    ...database,
    pool,
    db: drizzle({ client: pool, schema }),
    ping: async () => Number(await pool.query("select 1")),
  };
}
