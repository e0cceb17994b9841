import { z } from "zod";
import { operation } from "@/lib/hub-protocol";
import { keyScopes } from "./permissions";
import { Instant, text, Uuid } from "./primitives";

export const KeyScope = z.enum(keyScopes);

/** A program's key, without the key. `prefix` are its first characters; `connections` are open with it now. */
export const ApiKey = z.strictObject({
  id: Uuid,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(KeyScope),
  /** `active` false: disabled or deleted since; the key works all the same. */
  createdBy: z.strictObject({ id: Uuid, name: z.string(), active: z.boolean() }),
  createdAt: z.string(),
  /** Null: never. */
  expiresAt: z.string().nullable(),
  /** To the minute. */
  lastUsedAt: z.string().nullable(),
  lastUsedAddress: z.string().nullable(),
  revokedAt: z.string().nullable(),
  connections: z.int(),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** `days` or `expiresAt` says until when; neither: until it is revoked. */
export const CreateApiKey = z
  .strictObject({
    name: text(60),
    scopes: z
      .array(KeyScope)
      .min(1, "Give it at least one scope.")
      .max(keyScopes.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, "Each scope once."),
    expiresAt: Instant.optional(),
    days: z.int().min(1).max(3650).optional(),
  })
  .refine(({ expiresAt, days }) => expiresAt === undefined || days === undefined, {
    path: ["days"],
    message: "Say either days or expiresAt.",
  });

/** `key` is told here and never again. */
export const CreatedApiKey = ApiKey.extend({ key: z.string() });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;

export const operations = {
  createApiKey: operation({ input: CreateApiKey, output: CreatedApiKey, permission: "keys.manage" }),
  listApiKeys: operation({
    input: z.strictObject({}),
    output: z.strictObject({ items: z.array(ApiKey) }),
    permission: "keys.manage",
  }),
  revokeApiKey: operation({ input: z.strictObject({ id: Uuid }), output: ApiKey, permission: "keys.manage" }),
};
