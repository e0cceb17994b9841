"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { operations, Session } from "@/lib/contracts/accounts";
import { request } from "../../api";
import { useAuditChanges } from "../../audit/use-audit-changes";
import { queryKeys } from "../../query-keys";
import { useLiveStatus } from "../../shell/live-status";
import { useSessionInfo } from "../../shell/session-info";

/** Whose sessions: one's own, or, for an admin, somebody's. */
type Whose = { kind: "mine" } | { kind: "user"; id: string };

/** Nobody tells of the last use. */
const seldomMs = 60_000;
/** For who is not told of every sign-in: a program may come and go without a connection. */
const oftenMs = 10_000;

/** Somebody's sessions, and how they are ended. Undefined until they have been read; ending throws what the server refuses. */
export function useSessions(whose: Whose, initial?: { sessions: Session[]; readAt: number }) {
  const queries = useQueryClient();
  const { me } = useSessionInfo();
  const [endingId, setEndingId] = useState<string | null>(null);
  const queryKey = whose.kind === "mine" ? queryKeys.sessions.mine : queryKeys.sessions.ofUser(whose.id);
  const again = () => queries.invalidateQueries({ queryKey });
  const isTold = useAuditChanges(["session", "user.", "password"], () => void again());
  useConnectionCount(whose.kind === "mine" ? me.id : whose.id, () => void again());
  const { data: sessions } = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Session[]> => {
      const path = whose.kind === "mine" ? "/me/sessions" : "/admin/sessions";
      const query = { limit: 200, ...(whose.kind === "user" && { userId: whose.id }) };
      return (await request<typeof operations.listSessions>(path, { query, signal })).items;
    },
    ...(initial && { initialData: initial.sessions, initialDataUpdatedAt: initial.readAt }),
    refetchInterval: isTold ? seldomMs : oftenMs,
  });

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

/** Runs when somebody connects once more, or once less: presence tells everybody so, also those who may read no audit. */
function useConnectionCount(userId: string, run: () => void): void {
  const count = useLiveStatus().people.find(({ id }) => id === userId)?.connections ?? 0;
  const before = useRef(count);
  const onChange = useEffectEvent(run);
  useEffect(() => {
    if (before.current === count) return;
    before.current = count;
    onChange();
  }, [count]);
}
