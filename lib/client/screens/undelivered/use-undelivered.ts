"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DeadLetter, DeadLetterList, operations } from "@/lib/contracts/dead-letters";
import { request } from "../../api";
import { queryKeys } from "../../query-keys";
import { useLiveStatus } from "../../shell/live-status";
import { useDeadLetters } from "../../shell/use-dead-letters";
import type { NewToast } from "../../ui/toast/toast-queue";
import { dismissToast, showToast } from "../../ui/toast/toast-store";
import { failureText, goneWords, isGone, typeWord } from "./dead-letter-words";
import type { DeadLettersData } from "./dead-letters-data";

/** While somebody looks at them; a retry that fails again is back after a second or two. */
const oftenMs = 10_000;

/** The list, and what can be done with what stands in it. */
export function useUndelivered(initial: DeadLettersData) {
  const client = useQueryClient();
  const { data: list = initial.list, isError, dataUpdatedAt } = useDeadLetters({ everyMs: oftenMs, initial });
  const { outdatedSinceMs } = useLiveStatus();
  const [busyId, setBusyId] = useState<string | null>(null);

  /** Throws what the server refuses; one that somebody else has taken is gone all the same, and said so. */
  const send = async ({ id }: DeadLetter, verb: "retry" | "discard", done: Told): Promise<void> => {
    let told = done;
    try {
      const path = `/admin/dead-letters/${id}/${verb}`;
      await request<typeof operations.retryDeadLetter>(path, { method: "POST", body: {} });
    } catch (error) {
      if (!isGone(error)) throw error;
      told = { severity: "info", ...goneWords };
    }
    // An older reading that is on its way would bring it back.
    await client.cancelQueries({ queryKey: queryKeys.deadLetters });
    client.setQueryData<DeadLetterList>(queryKeys.deadLetters, (known) => known && without(known, id));
    void client.invalidateQueries({ queryKey: queryKeys.deadLetters });
    tell(told);
  };

  const retry = async (letter: DeadLetter): Promise<void> => {
    const name = typeWord(letter.type);
    setBusyId(letter.id);
    try {
      await send(letter, "retry", {
        severity: "success",
        title: `${name} goes out again`,
        body: "If it fails again, it comes back here.",
      });
    } catch (error) {
      tell({ severity: "warning", title: `${name} was not retried`, body: failureText(error) });
    } finally {
      setBusyId(null);
    }
  };
  const discard = (letter: DeadLetter): Promise<void> =>
    send(letter, "discard", { severity: "success", title: `${typeWord(letter.type)} was discarded` });

  return { list, busyId, retry, discard, outdatedSinceMs: outdatedSinceMs ?? (isError ? dataUpdatedAt : null) };
}

const without = ({ items, total }: DeadLetterList, id: string): DeadLetterList => {
  const left = items.filter((letter) => letter.id !== id);
  return { items: left, total: total - (items.length - left.length) };
};

type Told = Omit<NewToast, "fingerprint">;

/** In place of what was said before: none of it stands in the inbox. */
function tell(toast: Told): void {
  dismissToast("undelivered");
  showToast({ fingerprint: "undelivered", ...toast });
}
