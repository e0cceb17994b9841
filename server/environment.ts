import { z } from "zod";
import { Email } from "@/lib/contracts/primitives";
import { parseRoleMap, type RoleMap, type SsoConfig, trimSlash } from "@/lib/services/identity/sso-roles";

const flag = z
  .enum(["0", "1", "true", "false", ""])
  .default("0")
  .transform((value) => value === "1" || value === "true");
const whole = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);
/** A provider speaks https; http only to this very machine, to try it. */
const issuer = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => isIssuer(new URL(text)),
    "Use the https address of the issuer, without a query; http only for localhost.",
  )
  .transform(trimSlash);
const isIssuer = ({ protocol, hostname, search, hash, username, password }: URL): boolean =>
  `${search}${hash}${username}${password}` === "" &&
  (protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname));
const roleMap = z.string().transform((text, { addIssue }): RoleMap => {
  try {
    return parseRoleMap(text);
  } catch (error) {
    addIssue((error as Error).message);
    return z.NEVER;
  }
});
const secret = z.string().min(32, "Use at least 32 characters.");
const list = z
  .string()
  .default("")
  .transform((value) =>
    value
      .split(",")
      .map((item) => item.trim())
      .filter(Boolean),
  );

/** What a process does: pages and REST; connections to the hub; what is done once for all. */
export const processRoles = ["web", "hub", "worker"] as const;

const ssoVariables = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLE_MAP"] as const;

/** Every variable that Pulseboard reads, once, at the start. */
const Environment = z
  .object({
    NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
    PORT: whole(0, 65_535, 3000),
    HOST: z.string().min(1).default("0.0.0.0"),
    PUBLIC_URL: origin.optional(),
    DATA_DIR: z.string().min(1).default("./data"),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, "Use postgresql://user:password@host:5432/database.")
      .optional(),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(500).optional(),
    REDIS_URL: z
      .url({ protocol: /^rediss?$/ })
      .refine(
        (text) => URL.canParse(text) && new URL(text).hostname !== "",
        "Use redis://user:password@host:6379/0, or rediss:// for TLS.",
      )
      .optional(),
    PROCESS_ROLES: list
      .transform((names) => (names.length === 0 ? [...processRoles] : names))
      .pipe(z.array(z.enum(processRoles, { error: "Use some of web, hub and worker, separated by commas." }))),
    AUTH_SECRET: secret.optional(),
    AUTH_SECRET_FORMER: list.pipe(z.array(secret).max(5)),
    ADMIN_EMAIL: Email.optional(),
    ADMIN_PASSWORD: z.string().min(10, "Use at least 10 characters.").max(200).optional(),
    ALLOWED_ORIGINS: list.pipe(z.array(origin)),
    TRUST_PROXY: whole(0, 10, 0),
    MAX_CONNECTIONS_PER_USER: whole(1, 10_000, 20),
    MAX_CONNECTIONS_PER_ADDRESS: whole(1, 100_000, 200),
    API_REQUESTS_PER_SECOND: whole(1, 100_000, 500),
    AUDIT_DAYS: whole(1, 36_500, 400),
    METRICS_TOKEN: z
      .string()
      .regex(/^[\x21-\x7e]{16,}$/, "Use at least 16 visible ASCII characters.")
      .optional(),
    OIDC_ISSUER: issuer.optional(),
    OIDC_CLIENT_ID: z.string().min(1).max(500).optional(),
    OIDC_CLIENT_SECRET: z.string().min(1).max(2_000).optional(),
    OIDC_NAME: z.string().trim().min(1).max(40).default("single sign-on"),
    OIDC_SCOPE: z
      .string()
      .regex(/^(\S+ )*openid( \S+)*$/, "Use scopes separated by one space, openid among them.")
      .default("openid email profile"),
    OIDC_ROLE_CLAIM: z.string().trim().min(1).max(200).default("groups"),
    OIDC_ROLE_MAP: roleMap.optional(),
    OIDC_LINK_BY_EMAIL: flag,
    DEMO: flag,
    DEMO_ORDERS_PER_MINUTE: z.coerce.number().min(0).max(600).default(6),
    SAMPLE_INTERVAL_MS: whole(250, 60_000, 1_000),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  })
  .refine((env) => env.REDIS_URL === undefined || env.DATABASE_URL !== undefined, {
    path: ["REDIS_URL"],
    message: "Redis is for several processes on one PostgreSQL: set DATABASE_URL too.",
  })
  .refine((env) => env.REDIS_URL === undefined || env.AUTH_SECRET !== undefined, {
    path: ["AUTH_SECRET"],
    message: "All processes sign with the same secret: set it, the same in each, where REDIS_URL is set.",
  })
  .refine((env) => env.REDIS_URL !== undefined || env.PROCESS_ROLES.length === processRoles.length, {
    path: ["PROCESS_ROLES"],
    message: "A process with some of the roles needs others with the rest, and REDIS_URL to reach them.",
  })
  .refine((env) => env.AUTH_SECRET !== undefined || env.AUTH_SECRET_FORMER.length === 0, {
    path: ["AUTH_SECRET_FORMER"],
    message: "This goes with AUTH_SECRET; the secrets in DATA_DIR are rotated with npm run rotate-secret.",
  })
  .refine((env) => (env.ADMIN_EMAIL === undefined) === (env.ADMIN_PASSWORD === undefined), {
    path: ["ADMIN_PASSWORD"],
    message: "ADMIN_EMAIL and ADMIN_PASSWORD go together.",
  })
  .refine((env) => new Set(ssoVariables.map((name) => env[name] === undefined)).size === 1, {
    path: ["OIDC_ISSUER"],
    message: `${ssoVariables.join(", ")} go together.`,
  });
export type Environment = z.infer<typeof Environment>;

export class EnvironmentError extends Error {}

/** Parses the environment; an empty value counts as absent. Throws one message that names every wrong variable, never its value. */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = Environment.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new EnvironmentError(`These environment variables are wrong:\n${[...new Set(lines)].join("\n")}`);
}

/** Single sign-on as it was configured, or null. */
export function ssoOf(env: Environment): SsoConfig | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_ROLE_MAP } = env;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET || !OIDC_ROLE_MAP) return null;
  return {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    name: env.OIDC_NAME,
    scope: env.OIDC_SCOPE,
    roleClaim: env.OIDC_ROLE_CLAIM,
    roleMap: OIDC_ROLE_MAP,
    linkByEmail: env.OIDC_LINK_BY_EMAIL,
  };
}
