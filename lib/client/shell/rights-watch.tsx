"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import type { Me, operations } from "@/lib/contracts/identity";
import { request } from "../api";
import { useHubEvent } from "../hub/ops";
import { useAfterAbsence } from "../live/use-after-absence";
import { queryKeys } from "../query-keys";
import { useSessionInfo } from "./session-info";

/**
 * When the server says that this person's rights changed, or they turn out to have changed while this page was cut off, the page is
 * asked for anew under the new ones. It renders nothing.
 */
export function RightsWatch() {
  const router = useRouter();
  const { me } = useSessionInfo();
  useHubEvent("notice", ({ code }) => {
    if (code === "REAUTHORIZE") router.refresh();
  });
  const { data: now, refetch } = useQuery({
    queryKey: queryKeys.me,
    queryFn: ({ signal }) => request<typeof operations.readMe>("/me", { signal }),
    enabled: false,
    retry: 5,
  });
  useAfterAbsence(() => void refetch());
  const onRead = useEffectEvent((read: NonNullable<typeof now>) => {
    if (read.kind === "user" && isOther(read, me)) router.refresh();
  });
  useEffect(() => {
    if (now !== undefined) onRead(now);
  }, [now]);
  return null;
}

const isOther = (one: Me, other: Me): boolean =>
  one.id !== other.id || one.role !== other.role || one.name !== other.name;
