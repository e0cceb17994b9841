"use client";

import { useQuery } from "@tanstack/react-query";
import type { operations } from "@/lib/contracts/dead-letters";
import { request } from "../api";
import { useAfterAbsence } from "../live/use-after-absence";
import { queryKeys } from "../query-keys";
import type { DeadLettersData } from "../screens/undelivered/dead-letters-data";
import { usePermission } from "./session-info";

interface Options {
  /** How often the server is asked: nobody tells of them. */
  everyMs: number;
  initial?: DeadLettersData;
}

/** The events that could not be delivered, for whom they are told to; for everybody else there are none. */
export function useDeadLetters({ everyMs, initial }: Options) {
  const query = useQuery({
    queryKey: queryKeys.deadLetters,
    queryFn: ({ signal }) => request<typeof operations.listDeadLetters>("/admin/dead-letters", { signal }),
    enabled: usePermission("settings.manage"),
    staleTime: everyMs / 2,
    refetchInterval: everyMs,
    refetchOnWindowFocus: true,
    ...(initial && { initialData: initial.list, initialDataUpdatedAt: initial.readAt }),
  });
  useAfterAbsence(() => void query.refetch());
  return query;
}

const seldomMs = 60_000;

/** How many there are, for the navigation; 0 while that is not known. */
export const useDeadLetterCount = (): number => useDeadLetters({ everyMs: seldomMs }).data?.total ?? 0;
