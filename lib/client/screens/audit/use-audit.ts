"use client";

import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { AuditEntry, AuditFilter, operations } from "@/lib/contracts/audit";
import { request } from "../../api";
import { type AuditList, appendEntries, applyEntries } from "../../audit/audit-cache";
import { useStream } from "../../hub/ops";
import { queryKeys } from "../../query-keys";
import type { AuditData } from "./audit-data";

const pageSize = 50;
/** The most that the server gives at once. */
const largestPage = 200;
/** What came in live while a page was on its way; more than can in that time. */
const mostRecent = 500;

const readPage = (filter: AuditFilter, more: { limit: number; cursor?: string }, signal?: AbortSignal) =>
  request<typeof operations.listAudit>("/admin/audit", { query: { ...filter, ...more }, ...(signal && { signal }) });

/** The list of a filter: filled by the server's first reading, kept true by the stream, longer by a page when asked for. */
export function useAudit(filter: AuditFilter, initial: AuditData) {
  const client = useQueryClient();
  const recent = useRef<AuditEntry[]>([]);
  useSeed(client, initial);
  useStream("audit", {
    cursor: { epoch: initial.page.epoch, offset: initial.page.head },
    onEvents: (events) => {
      const entries = events.map(({ data }) => data);
      recent.current = [...entries.toReversed(), ...recent.current].slice(0, mostRecent);
      applyToLists(client, entries);
    },
    onSnapshot: ({ snapshot, announced }) => {
      applyToLists(client, snapshot.items);
      // Past retention nothing can be replayed: what is shown is read again.
      if (announced) void client.invalidateQueries({ queryKey: queryKeys.audit.lists });
    },
  });

  const queryKey = queryKeys.audit.list(filter);
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<AuditList> => {
      const loaded = client.getQueryData<AuditList>(queryKey)?.items.length ?? 0;
      const limit = Math.min(largestPage, Math.max(pageSize, loaded));
      const { items, nextCursor } = await readPage(filter, { limit }, signal);
      return applyEntries({ items, nextCursor }, filter, recent.current);
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

  const more = useMutation({
    mutationFn: (cursor: string) => readPage(filter, { limit: pageSize, cursor }),
    onSuccess: (page, cursor) =>
      client.setQueryData<AuditList>(queryKey, (list) =>
        list?.nextCursor === cursor ? appendEntries(list, page) : list,
      ),
  });
  const cursor = query.isPlaceholderData ? null : (query.data?.nextCursor ?? null);
  return {
    list: query.data,
    error: query.error,
    isOutdated: query.isPlaceholderData,
    retry: () => void query.refetch(),
    more: {
      isThere: cursor !== null,
      isReading: more.isPending,
      hasFailed: more.isError,
      read: () => {
        if (cursor !== null && !more.isPending) more.mutate(cursor);
      },
    },
  };
}

/** Writes what came in into every list that is open. */
function applyToLists(client: QueryClient, entries: readonly AuditEntry[]): void {
  for (const { queryKey } of client.getQueryCache().findAll({ queryKey: queryKeys.audit.lists })) {
    const filter = queryKey[2] as AuditFilter;
    client.setQueryData<AuditList>(queryKey, (list) => list && applyEntries(list, filter, entries));
  }
}

/** Puts the server's reading into the cache, in place of lists of an earlier visit: nobody kept them true meanwhile. */
function useSeed(client: QueryClient, { filter, page, readAt }: AuditData): void {
  useState(() => {
    const { items, nextCursor } = page;
    client.removeQueries({ queryKey: queryKeys.audit.lists });
    client.setQueryData<AuditList>(
      queryKeys.audit.list(filter),
      { items, nextCursor },
      { updatedAt: Math.min(readAt, Date.now()) },
    );
  });
}
