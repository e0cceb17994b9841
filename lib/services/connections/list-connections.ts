import { operations } from "@/lib/contracts/connections";
import { defineVerb } from "../define-verb";

/** Who is connected to the hub, longest-lived first. */
export const listConnections = defineVerb(operations.listConnections, async ({ services }) =>
  services.hub.listConnections(),
);
