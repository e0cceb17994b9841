"use client";

import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { ApiKey, CreatedApiKey } from "@/lib/contracts/api-keys";
import { ActionButton } from "../../ui/action-button";
import { Card, CardHead } from "../../ui/card";
import { EmptyState } from "../../ui/empty-state";
import { useServerClock } from "../../ui/time/server-clock";
import { CreateKeyDialog } from "./create-key-dialog";
import { CreatedKeyCard } from "./created-key-card";
import { KeyTable } from "./key-table";
import { countText } from "./key-words";
import type { KeysData } from "./keys-data";
import classes from "./keys-screen.module.css";
import { RevokeKeyDialog } from "./revoke-key-dialog";
import { useKeys } from "./use-keys";

/** Which programs may do what, by their keys. */
export function KeysScreen({ initial }: { initial: KeysData }) {
  const { keys, create, revoke } = useKeys(initial);
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedApiKey | null>(null);
  // It stays while its dialog closes: only a dialog that is still there gives the focus back.
  const [asked, setAsked] = useState<{ key: ApiKey; turn: number } | null>(null);
  const [revoking, setRevoking] = useState(false);
  const count = useServerClock((nowMs) => countText(keys, nowMs ?? initial.readAt), 60_000);
  const createButton = (
    <ActionButton
      look="primary"
      icon={<IconPlus size={16} stroke={1.8} aria-hidden />}
      onClick={() => setCreating(true)}
    >
      Create key
    </ActionButton>
  );
  return (
    <>
      {created && <CreatedKeyCard key={created.id} created={created} onDone={() => setCreated(null)} />}
      <Card labelledBy="keys-title">
        <CardHead title="API keys" id="keys-title">
          {keys.length > 0 && (
            <>
              <span className={classes.count}>{count}</span>
              {createButton}
            </>
          )}
        </CardHead>
        {keys.length === 0 ? (
          <EmptyState
            icon={<IconKey size={22} stroke={1.6} />}
            title="No API keys yet"
            action={createButton}
            minHeight={220}
          >
            With a key a program sends measurements, writes orders or reads what happens, without anybody’s password.
            Give each program its own: then one can be revoked without touching the others.
          </EmptyState>
        ) : (
          <KeyTable
            keys={keys}
            onRevoke={(key) => {
              setAsked((before) => ({ key, turn: (before?.turn ?? 0) + 1 }));
              setRevoking(true);
            }}
          />
        )}
      </Card>

      <CreateKeyDialog
        open={creating}
        onClose={() => setCreating(false)}
        onCreate={async (key) => setCreated(await create(key))}
      />
      {asked && (
        <RevokeKeyDialog
          key={asked.turn}
          apiKey={keys.find(({ id }) => id === asked.key.id) ?? asked.key}
          open={revoking}
          onClose={() => setRevoking(false)}
          onRevoke={async (id) => {
            await revoke(id);
            // A key that is dead is nothing to copy any more.
            setCreated((shown) => (shown?.id === id ? null : shown));
          }}
        />
      )}
    </>
  );
}
