import { z } from "zod";
import { Email } from "@/lib/contracts/primitives";

const flag = z
  .enum(["0", "1", "true", "false", ""])
  .default("0")
  .transform((value) => value === "1" || value === "true");
const whole = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);
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
    DEMO: flag,
    DEMO_ORDERS_PER_MINUTE: z.coerce.number().min(0).max(600).default(6),
    SAMPLE_INTERVAL_MS: whole(250, 60_000, 1_000),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  })
  .refine((env) => env.AUTH_SECRET !== undefined || env.AUTH_SECRET_FORMER.length === 0, {
    path: ["AUTH_SECRET_FORMER"],
    message: "This goes with AUTH_SECRET; the secrets in DATA_DIR are rotated with npm run rotate-secret.",
  })
  .refine((env) => (env.ADMIN_EMAIL === undefined) === (env.ADMIN_PASSWORD === undefined), {
    path: ["ADMIN_PASSWORD"],
    message: "ADMIN_EMAIL and ADMIN_PASSWORD go together.",
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
