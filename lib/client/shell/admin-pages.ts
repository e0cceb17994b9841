import {
  IconHistory,
  IconKey,
  IconMailX,
  IconPlugConnected,
  IconServerCog,
  IconSpeakerphone,
  IconUsers,
} from "@tabler/icons-react";
import type { Permission } from "@/lib/contracts/permissions";

interface AdminPage {
  href: string;
  label: string;
  icon: typeof IconUsers;
  permission: Permission;
}

/** Where the count of undelivered events leads to. */
export const undeliveredHref = "/admin/dead-letters";

/** The parts of the administration, each with the permission that it needs. */
export const adminPages: readonly AdminPage[] = [
  { href: "/admin/users", label: "Users", icon: IconUsers, permission: "users.manage" },
  { href: "/admin/keys", label: "API keys", icon: IconKey, permission: "keys.manage" },
  { href: "/admin/connections", label: "Connections", icon: IconPlugConnected, permission: "connections.read" },
  { href: "/admin/broadcast", label: "Broadcast", icon: IconSpeakerphone, permission: "broadcast.send" },
  { href: undeliveredHref, label: "Undelivered", icon: IconMailX, permission: "settings.manage" },
  { href: "/admin/audit", label: "Audit", icon: IconHistory, permission: "audit.read" },
  { href: "/admin/settings", label: "Installation", icon: IconServerCog, permission: "settings.manage" },
];
