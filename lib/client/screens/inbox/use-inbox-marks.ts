"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { InboxItem, InboxView, MarkAs } from "@/lib/contracts/notifications";
import { useInvoke } from "../../hub/ops";
import { applyMarksToCache } from "../../live/apply-to-cache";
import type { InboxList } from "../../notifications/inbox-cache";
import { queryKeys } from "../../query-keys";
import { serverNowMs } from "../../ui/time/server-clock";
import { showToast } from "../../ui/toast/toast-store";
import { restoreMarks, unreadAfter } from "./inbox-list";

/** `ids` absent: everything. */
export interface Mark {
  ids?: string[];
  as: MarkAs;
}

const nowText = (): string => new Date(serverNowMs()).toISOString();

/** Marks at once on the screen, then on the server; what the server refuses is taken back and said. */
export function useMark(): (mark: Mark) => void {
  const client = useQueryClient();
  const { mutate } = useInvoke("markNotifications", {
    onMutate: (mark: Mark) => applyMark(client, mark),
    onSuccess: (marked) => applyMarksToCache(client, marked, nowText()),
    onError: (error, _mark, undo) => {
      if (undo) undo();
      showToast({
        fingerprint: "inbox-mark",
        severity: "warning",
        title: "The inbox was not changed",
        body: error.message,
      });
    },
  });
  return mutate;
}

/** Applies a mark to the cache. Returns what takes it back. */
function applyMark(client: QueryClient, { ids, as }: Mark): () => void {
  const at = nowText();
  const known = knownItems(client);
  const marks = { ids: ids ?? null, as };
  const before = known.filter((item) => marks.ids === null || marks.ids.includes(item.id));
  const unread = client.getQueryData<number>(queryKeys.inbox.unread) ?? 0;
  const guessed = unreadAfter(unread, known, marks, at);
  applyMarksToCache(client, { ...marks, unread: guessed }, at);
  return () => {
    for (const { queryKey } of inboxLists(client)) {
      const view = queryKey[2] as InboxView;
      client.setQueryData<InboxList>(queryKey, (list) => list && restoreMarks(list, view, before));
    }
    client.setQueryData<number>(queryKeys.inbox.unread, (now) => Math.max(0, (now ?? guessed) + unread - guessed));
    // A call that was not answered may have been done all the same.
    void client.invalidateQueries({ queryKey: queryKeys.inbox.lists });
    void client.invalidateQueries({ queryKey: queryKeys.inbox.unread });
  };
}

const inboxLists = (client: QueryClient) => client.getQueryCache().findAll({ queryKey: queryKeys.inbox.lists });

const knownItems = (client: QueryClient): InboxItem[] => {
  const lists = inboxLists(client).map(({ queryKey }) => client.getQueryData<InboxList>(queryKey)?.items ?? []);
  return [...new Map(lists.flat().map((item) => [item.id, item])).values()];
};

/** Short enough to be felt as "now", long enough that a burst of rows is one call. */
const seenDelayMs = 600;

/** Marks the rows on the screen as seen once somebody can have seen them: not in a tab behind others. */
export function useSeen(shown: readonly InboxItem[]): void {
  const client = useQueryClient();
  const { mutate } = useInvoke("markNotifications", {
    onSuccess: (marked) => applyMarksToCache(client, marked, nowText()),
    onError: (_error, { ids }) => {
      for (const id of ids ?? []) told.current.delete(id);
    },
  });
  const told = useRef(new Set<string>());
  const unseen = shown.flatMap((item) => (item.seenAt === null ? [item.id] : [])).join(",");
  useEffect(() => {
    if (unseen === "") return;
    const tell = () => {
      const ids = unseen.split(",").filter((id) => !told.current.has(id));
      if (document.hidden || ids.length === 0) return;
      for (const id of ids) told.current.add(id);
      mutate({ ids, as: "seen" });
    };
    const timer = setTimeout(tell, seenDelayMs);
    document.addEventListener("visibilitychange", tell);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", tell);
    };
  }, [unseen, mutate]);
}
