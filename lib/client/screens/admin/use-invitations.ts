"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Invitation, IssuedLink, operations } from "@/lib/contracts/accounts";
import type { InputOf } from "@/lib/hub-protocol";
import { request } from "../../api";
import { useAuditChanges } from "../../audit/use-audit-changes";
import { queryKeys } from "../../query-keys";
import type { UsersData } from "./users-data";

export type Invited = InputOf<typeof operations.inviteUser>;
/** An invitation with the link, which is shown this once. */
export interface FreshInvitation extends IssuedLink {
  invitation: Invitation;
}

/** Changes are told; this is for the case that one is missed, and for what merely ran out. */
const seldomMs = 60_000;

/** Invitations that nobody has used yet, and what is done with them. All throw what the server refuses. */
export function useInvitations(initial: UsersData) {
  const client = useQueryClient();
  const { data: invitations } = useQuery({
    queryKey: queryKeys.invitations,
    queryFn: async ({ signal }) =>
      (await request<typeof operations.listInvitations>("/admin/invitations", { signal })).items,
    initialData: initial.invitations,
    initialDataUpdatedAt: initial.readAt,
    refetchInterval: seldomMs,
  });
  const again = () => client.invalidateQueries({ queryKey: queryKeys.invitations });
  // Whoever is added, renamed, demoted or deleted takes invitations with them.
  useAuditChanges(["invitation.", "user."], () => void again());
  const invite = async (person: Invited): Promise<FreshInvitation> => {
    const issued = await request<typeof operations.inviteUser>("/admin/invitations", { method: "POST", body: person });
    await again();
    return issued;
  };
  const renew = async (id: string): Promise<FreshInvitation> => {
    const path = `/admin/invitations/${id}/link`;
    const issued = await request<typeof operations.renewInvitation>(path, { method: "POST" });
    await again();
    return issued;
  };
  const revoke = async (id: string): Promise<void> => {
    await request<typeof operations.revokeInvitation>(`/admin/invitations/${id}`, { method: "DELETE" });
    await again();
  };
  return { invitations, invite, renew, revoke };
}
