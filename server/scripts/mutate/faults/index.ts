import { connectionFaults } from "./connections";
import { databaseFaults } from "./databases";
import { deliveryFaults } from "./delivery";
import type { FaultMutation } from "./fault-mutation";
import { frameFaults } from "./frames";
import { nodeFaults } from "./nodes";
import { restartFaults } from "./restarts";

/** One for each defence that the fault suite is there for, at least. */
export const faultMutations: readonly FaultMutation[] = [
  ...deliveryFaults,
  ...restartFaults,
  ...databaseFaults,
  ...connectionFaults,
  ...frameFaults,
  ...nodeFaults,
];
