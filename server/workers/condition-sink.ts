import type { Severity } from "@/lib/contracts/notifications";
import type { Condition } from "@/lib/services/notifications/conditions";

export type { Condition };

/** Where workers report what is wrong: opening one that is open, or closing one that is not, changes nothing. */
export interface ConditionSink {
  openCondition(condition: Condition): Promise<void>;
  resolveCondition(fingerprint: string): Promise<void>;
}

export type Told = Omit<Condition, "fingerprint">;

/** Opens and closes one condition, each change once; what could not be told is told at the next look. */
export function createTelling(sink: ConditionSink, fingerprint: string): (condition: Told | null) => Promise<void> {
  let told: Severity | "nothing" | undefined;
  return async (condition) => {
    const next = condition?.severity ?? "nothing";
    if (next === told) return;
    if (condition) await sink.openCondition({ ...condition, fingerprint });
    else await sink.resolveCondition(fingerprint);
    told = next;
  };
}
