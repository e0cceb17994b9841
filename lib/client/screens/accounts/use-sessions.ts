"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { operations, Session } from "@/lib/contracts/accounts";
import { request } from "../../api";
import { queryKeys } from "../../query-keys";

/** Whose sessions: one's own, or, for an admin, somebody's. */
type Whose = { kind: "mine" } | { kind: "user"; id: string };

const refetchEveryMs = 10_000;

/** Somebody's sessions, and how they are ended. Undefined until they have been read; ending throws what the server refuses. */
export function useSessions(whose: Whose, initial?: { sessions: Session[]; readAt: number }) {
  const queries = useQueryClient();
  const [endingId, setEndingId] = useState<string | null>(null);
  const queryKey = whose.kind === "mine" ? queryKeys.sessions.mine : queryKeys.sessions.ofUser(whose.id);
  const { data: sessions } = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Session[]> => {
      const path = whose.kind === "mine" ? "/me/sessions" : "/admin/sessions";
      const query = { limit: 200, ...(whose.kind === "user" && { userId: whose.id }) };
      return (await request<typeof operations.listSessions>(path, { query, signal })).items;
    },
    ...(initial && { initialData: initial.sessions, initialDataUpdatedAt: initial.readAt }),
    refetchInterval: refetchEveryMs,
  });
  const again = () => queries.invalidateQueries({ queryKey });

  const end = async (session: Session): Promise<void> => {
    setEndingId(session.id);
    try {
      const path = whose.kind === "mine" ? "/me/sessions" : "/admin/sessions";
      await request<typeof operations.endSession>(`${path}/${session.id}`, { method: "DELETE" });
      queries.setQueryData<Session[]>(queryKey, (known) => known?.filter(({ id }) => id !== session.id));
    } finally {
      setEndingId(null);
    }
  };
  const endAll = async (): Promise<number> => {
    const path = whose.kind === "mine" ? "/me/sessions" : `/admin/users/${whose.id}/sessions`;
    const { ended } = await request<typeof operations.endSessionsOfUser>(path, { method: "DELETE" });
    await again();
    return ended;
  };
  return { sessions, endingId, end, endAll, again };
}
