import type { Condition } from "@/lib/services/notifications/conditions";

export type { Condition };

/** Where workers report what is wrong: opening one that is open, or closing one that is not, changes nothing. */
export interface ConditionSink {
  openCondition(condition: Condition): Promise<void>;
  resolveCondition(fingerprint: string): Promise<void>;
}
