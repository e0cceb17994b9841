import { eq } from "drizzle-orm";
import type { Me, MeAsKey } from "@/lib/contracts/identity";
import { operations } from "@/lib/contracts/identity";
import { keyScopes } from "@/lib/contracts/permissions";
import * as schema from "@/lib/db/schema";
import { HubError } from "@/lib/hub-protocol";
import type { Principal, Services } from "../context";
import { defineVerb } from "../define-verb";
import { signInWaysOf } from "./sign-in-ways";

/** Oneself: a person with what their role may do, or an API key with its scopes. Throws NOT_FOUND for principals that are neither. */
export const readMe = defineVerb(operations.readMe, ({ services, principal }) =>
  principal.kind === "key" ? readOwnKey(services, principal) : readPerson(services, principal),
);

/** The person that a page is for. Throws NOT_FOUND for principals that are none. */
export async function readPerson(
  { database, config }: Pick<Services, "database" | "config">,
  principal: Principal,
): Promise<Me> {
  const [user] = await database.db.select().from(schema.users).where(eq(schema.users.id, principal.id));
  if (!user) throw new HubError("NOT_FOUND", "There is no such user.");
  return {
    kind: "user",
    id: principal.id,
    email: user.email,
    name: user.name,
    role: principal.role,
    permissions: [...principal.permissions],
    signIn: signInWaysOf(user, config),
  };
}

async function readOwnKey({ database }: Services, { id, permissions }: Principal): Promise<MeAsKey> {
  const { apiKeys } = schema;
  const [key] = await database.db.select().from(apiKeys).where(eq(apiKeys.id, id));
  if (!key) throw new HubError("NOT_FOUND", "There is no such API key.");
  const { name, prefix, expiresAt } = key;
  const scopes = keyScopes.filter((scope) => permissions.includes(scope));
  return { kind: "key", id, name, permissions: scopes, prefix, expiresAt: expiresAt?.toISOString() ?? null };
}
