"use client";

import { IconLock } from "@tabler/icons-react";
import { PageHeader } from "../../shell/page-header";
import { useSessionInfo } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Card } from "../../ui/card";
import { EmptyState } from "../../ui/empty-state";

/** Said inside the frame to somebody signed in whose role does not open a page. */
export function ForbiddenScreen() {
  const { me } = useSessionInfo();
  return (
    <>
      <PageHeader title="Not for your role" />
      <Card>
        <EmptyState
          icon={<IconLock size={22} />}
          title={`This page is not open to the role ${me.role}`}
          minHeight={320}
          action={
            <ActionButton look="primary" href="/">
              To the overview
            </ActionButton>
          }
        >
          You are signed in as {me.name} ({me.email}). If you need it, ask an admin to change your role.
        </EmptyState>
      </Card>
    </>
  );
}
