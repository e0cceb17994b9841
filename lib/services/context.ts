import type { Logger } from "pino";
import type { ClientDescription, ConnectionList, LiveConnection } from "@/lib/contracts/connections";
import type { NotificationsMarked } from "@/lib/contracts/notifications";
import type { Permission, Role } from "@/lib/contracts/permissions";
import type { PresentUser } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import type { AuditFact } from "./audit/audit-fact";
import type { Passwords } from "./identity/passwords";
import type { SsoConfig } from "./identity/sso-roles";
import type { Limits } from "./limits/limits";
import type { MetricStore } from "./metrics/metric-store";

/**
 * Who acts. Workers act as `system`, with the permissions they are given. An API key has its own id and name; its permissions are its
 * scopes, and its role is the least there is: nothing that goes by roles is for keys.
 */
export interface Principal {
  kind: "user" | "key" | "system";
  id: string;
  name: string;
  role: Role;
  permissions: readonly Permission[];
  /** Session that this principal signed in with; absent for workers. */
  sessionId?: string;
}

/** What the process knows about itself; parsed once from the environment in server/environment.ts. */
export interface ServiceConfig {
  publicUrl: string | null;
  /** What this process takes for its own address: the public one, or that on this machine. */
  ownUrl: string;
  allowedOrigins: readonly string[];
  authSecret: string;
  /** Secrets from before a rotation: what they signed counts until it ends, nothing new is signed with them. */
  formerAuthSecrets: readonly string[];
  demo: boolean;
  dataDir: string;
  embedded: boolean;
  /** Which sources this process was built from: a version and a hash, "development" while developing. */
  build: string;
  /** Opens /metrics to whoever has it; null leaves it to admins. */
  metricsToken: string | null;
  /** Null: passwords only. */
  sso: SsoConfig | null;
}

/** What verbs need of the hub. Implemented in server/hubs; absent connections are no error. */
export interface HubLink {
  /** The user's role, name or state changed: every connection of theirs is authorized anew or closed. */
  reauthorizeUser(userId: string): void;
  /** The user has no access any more: all their connections are closed for good. */
  revokeUser(userId: string): void;
  /** Somebody signed out: the session's connections are closed. */
  closeSession(sessionId: string): void;
  /** The API key was revoked: its connections are closed, also one that is just coming in. */
  closeKey(keyId: string): void;
  /** These sessions were ended from elsewhere: their connections are closed for good. */
  revokeSessions(sessionIds: readonly string[]): void;
  /** Sessions that have a connection at this moment, on any node. */
  connectedSessions(): Promise<ReadonlySet<string>>;
  notificationsMarked(userId: string, payload: NotificationsMarked, exceptConnectionId?: string): void;
  presentUsers(): PresentUser[];
  /** Of all nodes; `isPartial` when one did not answer in time. */
  listConnections(): Promise<ConnectionList>;
  findConnection(connectionId: string): Promise<LiveConnection | null>;
  /** What the page there says of itself. Rejects with NOT_FOUND, TIMEOUT, DISCONNECTED, or CONFLICT for any answer that cannot be used. */
  describeClient(
    connectionId: string,
    options: { timeoutMs: number; signal?: AbortSignal | undefined },
  ): Promise<ClientDescription>;
  /** An admin wants it gone: told why, closed, and not back by itself. Resolves to whether it was there. */
  closeConnection(connectionId: string): Promise<boolean>;
}

/** Audit entries of what has no transaction of its own: refusals, and what comes in such numbers that they are counted. */
export interface AuditNotes {
  /**
   * Never waits and never throws. The first of a kind (what, and by whom or from where) is written at once, its repeats once a
   * minute with their count.
   */
  note(context: AuditAsker, fact: AuditFact): void;
  /** The same for what its caller has gathered. */
  add(context: AuditAsker, fact: AuditFact): void;
}

/** Everything a verb can reach; built by server/compose.ts. */
export interface Services {
  database: Database;
  metrics: MetricStore;
  hub: HubLink;
  limits: Limits;
  audit: AuditNotes;
  passwords: Passwords;
  config: ServiceConfig;
  log: Logger;
  now(): Date;
  /** Tells the relay that the outbox has something, after the commit. */
  wakeRelay(): void;
  /** Counts an answer of the API with its status, for the series `api.*`. */
  countApiAnswer(status: number): void;
  /** What the process measures of itself for Prometheus, in its text format. */
  readTelemetry(): Promise<{ contentType: string; text: string }>;
  /** Whether the other processes of this installation are heard, and how many there are; null for a process that is alone. */
  otherNodes(): { isUp: boolean; count: number } | null;
  /** The one-time code of the first run, while there is no user. */
  setupCode(): string | null;
}

/** Where a call came from. */
export interface Caller {
  address: string | null;
  userAgent: string | null;
  traceId: string | null;
}

/** Who does it and from where, as far as an audit entry tells. */
export interface AuditAsker {
  principal: Pick<Principal, "kind" | "id" | "name"> | null;
  via: VerbContext["via"];
  caller?: Caller | undefined;
}

export interface AuditContext extends AuditAsker {
  services: Pick<Services, "now">;
}

export interface VerbContext {
  services: Services;
  principal: Principal | null;
  via: "rest" | "hub" | "page" | "worker";
  /** Absent for workers. */
  caller?: Caller;
  /** Aborts when the caller is gone. */
  signal?: AbortSignal;
  connectionId?: string;
  /** Runs an action once the caller has the answer: what would take the answer away. Absent where nothing can. */
  afterReply?: (action: () => void) => void;
}
