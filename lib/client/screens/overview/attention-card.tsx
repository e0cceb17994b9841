"use client";

import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { InboxItem, operations } from "@/lib/contracts/notifications";
import { request } from "../../api";
import { queryKeys } from "../../query-keys";
import { ActionButton } from "../../ui/action-button";
import { AttentionList, AttentionRow } from "../../ui/attention-row";
import { Card, CardHead } from "../../ui/card";
import { EmptyState } from "../../ui/empty-state";
import { RelativeTime } from "../../ui/time/relative-time";

const most = 4;

/** Open warnings and critical notifications, critical first. */
export function AttentionCard({ initial }: { initial: InboxItem[] }) {
  const { data: items } = useQuery({
    queryKey: queryKeys.inbox.attention,
    queryFn: async ({ signal }) =>
      (await request<typeof operations.listAttention>("/notifications/attention", { signal })).items,
    initialData: initial,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const critical = items.filter((item) => item.severity === "critical").length;
  const warnings = items.length - critical;
  return (
    <Card span={8} labelledBy="attention-title">
      <CardHead
        title="Needs attention"
        id="attention-title"
        sub={
          items.length === 0
            ? undefined
            : `${critical} critical · ${warnings} ${warnings === 1 ? "warning" : "warnings"}`
        }
      />
      {items.length === 0 ? (
        <EmptyState icon={<IconCircleCheck size={22} />} title="Nothing needs you" minHeight={132}>
          Silent sources, a busy processor, a full disk and announcements appear here.
        </EmptyState>
      ) : (
        <AttentionList label="Open warnings">
          {items.slice(0, most).map((item) => (
            <AttentionRow
              key={item.id}
              severity={item.severity}
              title={item.title}
              meta={
                <>
                  since <RelativeTime at={item.createdAt} />
                  {item.count > 1 ? ` · ${item.count} times` : ""}
                </>
              }
              action={<ActionButton href={item.link ?? "/inbox"}>Open</ActionButton>}
            />
          ))}
        </AttentionList>
      )}
      {items.length > most && (
        <ActionButton look="quiet" href="/inbox?view=alerts">
          {items.length - most} more in the inbox
        </ActionButton>
      )}
    </Card>
  );
}
