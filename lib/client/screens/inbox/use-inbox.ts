"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { InboxView, operations } from "@/lib/contracts/notifications";
import { request } from "../../api";
import { useAfterAbsence } from "../../live/use-after-absence";
import type { InboxList } from "../../notifications/inbox-cache";
import { queryKeys } from "../../query-keys";
import { serverNowMs } from "../../ui/time/server-clock";
import { showToast } from "../../ui/toast/toast-store";
import type { InboxData } from "./inbox-data";
import { appendPage, keepView, mergeFirstPage } from "./inbox-list";

const clockSlackMs = 1_000;

const readPage = (view: InboxView, cursor: string | null, signal?: AbortSignal): Promise<InboxList> =>
  request<typeof operations.listNotifications>("/notifications", { query: { view, cursor }, signal });

/** A view of the inbox: kept true by the hub, read again when it is opened, longer by a page when asked for. */
export function useInbox(view: InboxView, initial: InboxData) {
  const client = useQueryClient();
  const queryKey = queryKeys.inbox.list(view);
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<InboxList> => {
      // Clocks differ a little: better a row kept for a moment than one lost.
      const startedAt = new Date(serverNowMs() - clockSlackMs).toISOString();
      const page = await readPage(view, null, signal);
      return mergeFirstPage(page, client.getQueryData<InboxList>(queryKey), view, startedAt);
    },
    initialData: view === initial.view ? { items: initial.page.items, nextCursor: initial.page.nextCursor } : undefined,
    initialDataUpdatedAt: initial.readAt,
    staleTime: Number.POSITIVE_INFINITY,
  });

  // What was marked in another view may belong into this one: opening it reads it again, unless the server has just done so.
  useEffect(() => {
    const key = queryKeys.inbox.list(view);
    if (client.getQueryState(key)?.dataUpdatedAt === initial.readAt) return;
    client.setQueryData<InboxList>(key, (list) => list && keepView(list, view));
    void client.invalidateQueries({ queryKey: key });
  }, [client, view, initial.readAt]);

  // Marks of other tabs are told once, and nobody tells them to a tab that is away.
  useAfterAbsence(() => {
    void client.invalidateQueries({ queryKey: queryKeys.inbox.lists });
    void client.invalidateQueries({ queryKey: queryKeys.inbox.unread });
  });

  const [loadingMore, setLoadingMore] = useState(false);
  const loadMore = async () => {
    const cursor = query.data?.nextCursor;
    if (!cursor || loadingMore) return;
    setLoadingMore(true);
    try {
      const page = await readPage(view, cursor);
      client.setQueryData<InboxList>(queryKey, (list) => list && appendPage(list, page));
    } catch (error) {
      const body = error instanceof Error ? error.message : undefined;
      showToast({ fingerprint: "inbox-older", severity: "warning", title: "Older ones could not be read", body });
    } finally {
      setLoadingMore(false);
    }
  };
  return { list: query.data, failure: query.data ? null : query.error, retry: query.refetch, loadMore, loadingMore };
}
