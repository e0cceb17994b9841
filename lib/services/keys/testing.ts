/** What tests of API keys need: one that is there and works. */
import type { CreatedApiKey } from "@/lib/contracts/api-keys";
import type { KeyScope } from "@/lib/contracts/permissions";
import type { InputOf } from "@/lib/hub-protocol";
import type { Services } from "../context";
import { addUser, contextOf } from "../identity/testing";
import { createApiKey } from "./create-api-key";

type NewKey = Partial<InputOf<typeof createApiKey.operation>>;

/** A key of these scopes, made by an admin of its own. */
export async function addKey(services: Services, scopes: KeyScope[], change: NewKey = {}): Promise<CreatedApiKey> {
  const admin = await addUser(services, { role: "admin", name: "Ada Admin" });
  return createApiKey(contextOf(services, admin), { name: "Webshop", scopes, ...change });
}

export const bearer = (key: string): { authorization: string } => ({ authorization: `Bearer ${key}` });
