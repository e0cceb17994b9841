"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { operations as accounts, IssuedLink } from "@/lib/contracts/accounts";
import type { operations, User } from "@/lib/contracts/identity";
import type { InputOf } from "@/lib/hub-protocol";
import { request } from "../../api";
import { useAuditChanges } from "../../audit/use-audit-changes";
import { queryKeys } from "../../query-keys";
import { withUser } from "./user-changes";
import type { UsersData } from "./users-data";

export type NewUser = InputOf<typeof operations.createUser>;
export type UserChange = Omit<InputOf<typeof operations.updateUser>, "id">;

/** What is done to people is here at once; only when they were last seen is announced by nobody. */
const seldomMs = 60_000;

/** Everybody, and what is done with them. All throw what the server refuses. */
export function useUsers(initial: UsersData) {
  const client = useQueryClient();
  const { data: users } = useQuery({
    queryKey: queryKeys.users,
    queryFn: async ({ signal }) => (await request<typeof operations.listUsers>("/admin/users", { signal })).items,
    initialData: initial.users,
    initialDataUpdatedAt: initial.readAt,
    staleTime: 10_000,
    refetchInterval: seldomMs,
  });
  useAuditChanges(
    ["user.", "session.started", "password.", "invitation.accepted", "setup."],
    () => void client.invalidateQueries({ queryKey: queryKeys.users }),
  );
  const keep = (user: User) => {
    client.setQueryData<User[]>(queryKeys.users, (known) => known && withUser(known, user));
    return user;
  };
  const add = async (user: NewUser): Promise<User> =>
    keep(await request<typeof operations.createUser>("/admin/users", { method: "POST", body: user }));
  const change = async (id: string, body: UserChange): Promise<User> =>
    keep(await request<typeof operations.updateUser>(`/admin/users/${id}`, { method: "PATCH", body }));
  const remove = async (id: string): Promise<void> => {
    await request<typeof accounts.deleteUser>(`/admin/users/${id}`, { method: "DELETE" });
    client.setQueryData<User[]>(queryKeys.users, (known) => known?.filter((user) => user.id !== id));
  };
  const makeResetLink = (id: string): Promise<IssuedLink> =>
    request<typeof accounts.createResetLink>(`/admin/users/${id}/reset-link`, { method: "POST" });
  return { users, add, change, remove, makeResetLink };
}
