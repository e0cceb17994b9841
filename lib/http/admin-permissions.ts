import type { Permission } from "@/lib/contracts/permissions";

/** Whoever has one of these has something to do in the administration; each of its pages demands its own. */
export const adminPermissions: readonly Permission[] = [
  "users.manage",
  "connections.read",
  "broadcast.send",
  "audit.read",
];
