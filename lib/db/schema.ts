import {
  bigint,
  bigserial,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });

/** The shop's settings: one row a key. */
export const settings = pgTable("settings", { key: text("key").primaryKey(), value: jsonb("value").notNull() });

export const users = pgTable(
  "users",
  {
    id: uuid("id").primaryKey(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    role: text("role", { enum: ["viewer", "operator", "admin"] }).notNull(),
    /** Null for who signs in by single sign-on only. */
    passwordHash: text("password_hash"),
    /** Who they are at the single sign-on provider: issuer and subject together are somebody. */
    ssoIssuer: text("sso_issuer"),
    ssoSubject: text("sso_subject"),
    /** Grows with each change that must end what was issued before it. */
    version: integer("version").notNull().default(1),
    demo: boolean("demo").notNull().default(false),
    disabledAt: at("disabled_at"),
    /** The row stays, so that what they did keeps a name; e-mail and password are gone from it. */
    deletedAt: at("deleted_at"),
    createdAt: at("created_at").notNull(),
    lastLoginAt: at("last_login_at"),
  },
  (table) => [
    uniqueIndex("users_email").on(table.email),
    uniqueIndex("users_sso").on(table.ssoIssuer, table.ssoSubject),
  ],
);

export const sessions = pgTable(
  "sessions",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    userAgent: text("user_agent"),
    /** Where it was started from. */
    address: text("address"),
    method: text("method", { enum: ["password", "sso", "token"] })
      .notNull()
      .default("password"),
    createdAt: at("created_at").notNull(),
    lastUsedAt: at("last_used_at"),
    expiresAt: at("expires_at").notNull(),
    endedAt: at("ended_at"),
  },
  (table) => [index("sessions_user").on(table.userId)],
);

/** Links that let somebody set a password, once: a new colleague, or one who has forgotten theirs. */
export const passwordLinks = pgTable(
  "password_links",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind", { enum: ["invitation", "reset"] }).notNull(),
    /** SHA-256 of the secret in the link, base64url. */
    secretHash: text("secret_hash").notNull(),
    /** Whose password is reset; null for an invitation, whose user does not exist yet. */
    userId: uuid("user_id").references(() => users.id),
    email: text("email").notNull(),
    name: text("name").notNull(),
    role: text("role", { enum: ["viewer", "operator", "admin"] }).notNull(),
    createdBy: uuid("created_by").notNull(),
    createdByName: text("created_by_name").notNull(),
    createdAt: at("created_at").notNull(),
    expiresAt: at("expires_at").notNull(),
    usedAt: at("used_at"),
    revokedAt: at("revoked_at"),
  },
  (table) => [uniqueIndex("password_links_secret").on(table.secretHash), index("password_links_email").on(table.email)],
);

/** Keys of programs: `pb_` and 256 random bits, of which only the hash is kept. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    /** The first characters, by which people tell their keys apart. */
    prefix: text("prefix").notNull(),
    /** SHA-256 of the whole key, base64url. */
    hash: text("hash").notNull(),
    scopes: jsonb("scopes").notNull().$type<string[]>(),
    createdBy: uuid("created_by").notNull(),
    createdByName: text("created_by_name").notNull(),
    createdAt: at("created_at").notNull(),
    expiresAt: at("expires_at"),
    lastUsedAt: at("last_used_at"),
    lastUsedAddress: text("last_used_address"),
    revokedAt: at("revoked_at"),
  },
  (table) => [uniqueIndex("api_keys_hash").on(table.hash)],
);

/** Who did what from where: every change that a person or a key makes, and every refusal. Never updated. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: uuid("id").primaryKey(),
    at: at("at").notNull(),
    actorKind: text("actor_kind", { enum: ["user", "key", "system", "anonymous"] }).notNull(),
    actorId: text("actor_id"),
    actorName: text("actor_name").notNull(),
    /** Such as `user.updated`. */
    action: text("action").notNull(),
    targetKind: text("target_kind"),
    targetId: text("target_id"),
    targetName: text("target_name"),
    /** Null: it was done. */
    refusedCode: text("refused_code"),
    /** How often; refusals that repeat are gathered. */
    count: integer("count").notNull().default(1),
    via: text("via", { enum: ["rest", "hub", "page", "worker"] }).notNull(),
    address: text("address"),
    userAgent: text("user_agent"),
    traceId: text("trace_id"),
    detail: jsonb("detail").notNull().$type<Record<string, unknown>>(),
  },
  (table) => [
    index("audit_entries_at").on(table.at, table.id),
    index("audit_entries_actor").on(table.actorId, table.at),
    index("audit_entries_target").on(table.targetId, table.at),
  ],
);

export const orderNumbers = pgSequence("order_numbers", { startWith: 10_001 });

export const orders = pgTable(
  "orders",
  {
    id: uuid("id").primaryKey(),
    number: text("number").notNull(),
    status: text("status", { enum: ["placed", "packed", "shipped", "delivered", "cancelled"] }).notNull(),
    payment: text("payment", {
      enum: ["pending", "authorized", "paid", "partially_refunded", "refunded", "voided"],
    }).notNull(),
    customer: jsonb("customer").notNull().$type<{ name: string; email?: string; phone?: string; address?: string }>(),
    currency: text("currency").notNull(),
    /** Minor units. */
    total: bigint("total", { mode: "number" }).notNull(),
    itemCount: integer("item_count").notNull(),
    items: jsonb("items").notNull().$type<{ sku?: string; title: string; quantity: number; unitPrice: number }[]>(),
    source: text("source", { enum: ["api", "import", "demo"] }).notNull(),
    /** Lower case: number and titles. Who lacks `orders.pii` searches here only. PostgreSQL has an index of both for that, where it offers pg_trgm. */
    searchPublic: text("search_public").notNull(),
    /** Lower case: name, e-mail, phone. */
    searchPersonal: text("search_personal").notNull(),
    placedAt: at("placed_at").notNull(),
    updatedAt: at("updated_at").notNull(),
    version: integer("version").notNull().default(1),
  },
  (table) => [
    uniqueIndex("orders_number").on(table.number),
    index("orders_placed").on(table.placedAt, table.id),
    index("orders_status").on(table.status, table.placedAt),
    index("orders_payment").on(table.payment, table.placedAt),
  ],
);

/** No foreign key: orders are never deleted, and checking one for each row would slow an import for nothing. */
export const orderEvents = pgTable(
  "order_events",
  {
    orderId: uuid("order_id").notNull(),
    version: integer("version").notNull(),
    at: at("at").notNull(),
    type: text("type", { enum: ["placed", "status", "payment"] }).notNull(),
    fromState: text("from_state"),
    toState: text("to_state").notNull(),
    actor: text("actor").notNull(),
    via: text("via", { enum: ["rest", "hub", "page", "worker", "import"] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.version] })],
);

/** Result of a command by who sent it and its key, so that a retry changes nothing twice. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    principal: text("principal").notNull(),
    key: text("key").notNull(),
    operation: text("operation").notNull(),
    inputHash: text("input_hash").notNull(),
    result: jsonb("result").notNull(),
    createdAt: at("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.principal, table.key] }),
    index("idempotency_keys_created").on(table.createdAt),
  ],
);

type Audience = { roles: string[] } | null;

/** A queue, drained by the relay: rows leave it in the transaction that gives them their offset. */
export const outbox = pgTable("outbox", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  stream: text("stream").notNull(),
  type: text("type").notNull(),
  at: at("at").notNull(),
  payload: jsonb("payload").notNull(),
  /** Roles that may see it; null: whoever may read the stream. */
  audience: jsonb("audience").$type<Audience>(),
});

export const streamHeads = pgTable("stream_heads", {
  stream: text("stream").primaryKey(),
  epoch: uuid("epoch").notNull(),
  head: bigint("head", { mode: "number" }).notNull(),
  /** Offsets up to here are gone (retention). */
  floor: bigint("floor", { mode: "number" }).notNull().default(0),
  term: bigint("term", { mode: "number" }).notNull().default(0),
});

/** PostgreSQL has it in partitions by `at`, which is part of the key there: see partitions.ts. */
export const events = pgTable(
  "events",
  {
    stream: text("stream").notNull(),
    offset: bigint("offset", { mode: "number" }).notNull(),
    id: uuid("id").notNull(),
    type: text("type").notNull(),
    at: at("at").notNull(),
    payload: jsonb("payload").notNull(),
    audience: jsonb("audience").$type<Audience>(),
  },
  (table) => [primaryKey({ columns: [table.stream, table.offset] })],
);

export const notifications = pgTable(
  "notifications",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind", {
      enum: ["order.large", "order.cancelled", "source.silent", "host.cpu", "host.disk", "backup.failed", "broadcast"],
    }).notNull(),
    severity: text("severity", { enum: ["info", "warning", "critical"] }).notNull(),
    title: text("title").notNull(),
    body: text("body").notNull(),
    fingerprint: text("fingerprint").notNull(),
    link: text("link"),
    audience: jsonb("audience").notNull().$type<{ roles: string[] }>(),
    count: integer("count").notNull().default(1),
    createdAt: at("created_at").notNull(),
    updatedAt: at("updated_at").notNull(),
    resolvedAt: at("resolved_at"),
    version: integer("version").notNull().default(1),
  },
  (table) => [
    index("notifications_created").on(table.createdAt, table.id),
    index("notifications_fingerprint").on(table.fingerprint),
  ],
);

export const notificationMarks = pgTable(
  "notification_marks",
  {
    userId: uuid("user_id").notNull(),
    notificationId: uuid("notification_id")
      .notNull()
      .references(() => notifications.id, { onDelete: "cascade" }),
    seenAt: at("seen_at"),
    readAt: at("read_at"),
    archivedAt: at("archived_at"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.notificationId] })],
);

export const sources = pgTable(
  "sources",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    kind: text("kind", { enum: ["host", "process", "business", "external"] }).notNull(),
    createdAt: at("created_at").notNull(),
    lastSampleAt: at("last_sample_at"),
    intervalMs: doublePrecision("interval_ms").notNull().default(0),
  },
  (table) => [uniqueIndex("sources_name").on(table.name)],
);

export const series = pgTable(
  "series",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    sourceId: uuid("source_id")
      .notNull()
      .references(() => sources.id),
    name: text("name").notNull(),
    unit: text("unit").notNull(),
    labels: jsonb("labels").notNull().$type<Record<string, string>>(),
    /** Labels in canonical order, so that the same set is the same series. */
    labelsKey: text("labels_key").notNull(),
    createdAt: at("created_at").notNull(),
  },
  (table) => [uniqueIndex("series_identity").on(table.sourceId, table.name, table.labelsKey)],
);

/** One shape for every resolution: `at` is the bucket's start; mean = total / count. PostgreSQL has each in partitions: see partitions.ts. */
const samplesTable = (name: string) =>
  pgTable(
    name,
    {
      seriesId: integer("series_id").notNull(),
      at: at("at").notNull(),
      total: doublePrecision("total").notNull(),
      count: integer("count").notNull(),
      min: doublePrecision("min").notNull(),
      max: doublePrecision("max").notNull(),
    },
    (table) => [primaryKey({ columns: [table.seriesId, table.at] })],
  );

export const samples1s = samplesTable("samples_1s");
export const samples10s = samplesTable("samples_10s");
export const samples1m = samplesTable("samples_1m");
export const samples10m = samplesTable("samples_10m");
/** These two only make long ranges fast: a query of 400 days reads 1,600 rows a series instead of 57,600. */
export const samples1h = samplesTable("samples_1h");
export const samples6h = samplesTable("samples_6h");

/** Which process does what only one may do, and when it last said that it lives. The advisory lock decides; this is for who waits for it. */
export const leaders = pgTable("leaders", {
  duty: text("duty").primaryKey(),
  nodeId: text("node_id").notNull(),
  /** Of the database session that holds the lock. */
  backendPid: integer("backend_pid").notNull(),
  beatAt: at("beat_at").notNull(),
});

/** Events that could not be stored or published, again and again: taken out so that their stream moves on, kept until somebody decides. */
export const deadLetters = pgTable(
  "dead_letters",
  {
    id: uuid("id").primaryKey(),
    stream: text("stream").notNull(),
    type: text("type").notNull(),
    at: at("at").notNull(),
    payload: jsonb("payload").notNull(),
    audience: jsonb("audience").$type<Audience>(),
    /** Where it stood in the stream, if it got that far: there is a void now. */
    offset: bigint("offset", { mode: "number" }),
    error: text("error").notNull(),
    tries: integer("tries").notNull(),
    diedAt: at("died_at").notNull(),
  },
  (table) => [index("dead_letters_died").on(table.diedAt, table.id)],
);
