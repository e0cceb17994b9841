import { connectionFaults } from "./connections";
import { databaseFaults } from "./databases";
import { deliveryFaults } from "./delivery";
import type { FaultMutation } from "./fault-mutation";

/** One for each defence that the fault suite is there for, at least. */
export const faultMutations: readonly FaultMutation[] = [...deliveryFaults, ...databaseFaults, ...connectionFaults];
