"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiKey, CreatedApiKey, operations } from "@/lib/contracts/api-keys";
import type { InputOf } from "@/lib/hub-protocol";
import { request } from "../../api";
import { useAuditChanges } from "../../audit/use-audit-changes";
import { queryKeys } from "../../query-keys";
import { withKey } from "./key-words";
import type { KeysData } from "./keys-data";

export type NewKey = InputOf<typeof operations.createApiKey>;

/** Every API key, and how they are made and revoked. Both throw what the server refuses. */
export function useKeys(initial: KeysData) {
  const client = useQueryClient();
  const { data: keys } = useQuery({
    queryKey: queryKeys.apiKeys,
    queryFn: async ({ signal }) => (await request<typeof operations.listApiKeys>("/admin/keys", { signal })).items,
    initialData: initial.keys,
    initialDataUpdatedAt: initial.readAt,
    staleTime: 5_000,
    refetchInterval: 15_000,
    refetchOnWindowFocus: true,
  });
  // What another admin does is here at once; the last use, which nobody announces, by the interval.
  useAuditChanges(["key."], () => void client.invalidateQueries({ queryKey: queryKeys.apiKeys }));
  const keep = (key: ApiKey) =>
    client.setQueryData<ApiKey[]>(queryKeys.apiKeys, (known) => known && withKey(known, key));

  const create = async (body: NewKey): Promise<CreatedApiKey> => {
    const created = await request<typeof operations.createApiKey>("/admin/keys", { method: "POST", body });
    // The key itself stays out of the cache: whoever shows it holds it alone.
    const { key: _key, ...shown } = created;
    keep(shown);
    return created;
  };
  const revoke = async (id: string): Promise<void> => {
    keep(await request<typeof operations.revokeApiKey>(`/admin/keys/${id}`, { method: "DELETE" }));
  };
  return { keys, create, revoke };
}
