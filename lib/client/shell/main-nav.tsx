"use client";

import { useMantineColorScheme } from "@mantine/core";
import {
  IconChartLine,
  IconInbox,
  IconLayoutDashboard,
  IconLogout,
  IconSettings,
  IconShoppingBag,
  IconUserCog,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import type { operations } from "@/lib/contracts/notifications";
import { type Permission, permits } from "@/lib/contracts/permissions";
import { request } from "../api";
import { queryKeys } from "../query-keys";
import { requestSignOut } from "../screens/login/session-requests";
import { schemeChoices } from "../theme/scheme-choices";
import { type MenuItem, MenuItems } from "../ui/menu-items";
import { RailNav } from "../ui/shell/rail-nav";
import { UserBlock } from "../ui/shell/user-block";
import { useServerClock } from "../ui/time/server-clock";
import { zoneText } from "../ui/time/zoned-time";
import { useSessionInfo } from "./session-info";
import { useDeadLetterCount } from "./use-dead-letters";

const icon = { size: 17, stroke: 1.8, "aria-hidden": true } as const;

/** Every page, with the permission that it needs; what one may not open is not offered. */
export const pages: { href: string; label: string; icon: typeof IconInbox; permission?: Permission }[] = [
  { href: "/", label: "Overview", icon: IconLayoutDashboard, permission: "orders.read" },
  { href: "/explore", label: "Metrics", icon: IconChartLine, permission: "metrics.read" },
  { href: "/orders", label: "Orders", icon: IconShoppingBag, permission: "orders.read" },
  { href: "/inbox", label: "Inbox", icon: IconInbox },
  { href: "/admin/users", label: "Administration", icon: IconSettings, permission: "users.manage" },
];

/** One's own account: in the account menu and the palette. */
export const settingsPage = { href: "/settings", label: "Settings", icon: IconUserCog };

export const useUnread = (): number =>
  useQuery({
    queryKey: queryKeys.inbox.unread,
    queryFn: async ({ signal }) =>
      (await request<typeof operations.listNotifications>("/notifications", { query: { limit: 1 }, signal })).unread,
    staleTime: Number.POSITIVE_INFINITY,
  }).data ?? 0;

const isActive = (href: string, path: string): boolean =>
  href === "/" ? path === "/" : path === href || path.startsWith(`${href.replace("/users", "")}/`);

export function MainNav() {
  const { me, shop } = useSessionInfo();
  const path = usePathname();
  const unread = useUnread();
  const undelivered = useDeadLetterCount();
  const zone = useServerClock((nowMs) => zoneText(nowMs ?? 0, shop.timeZone), 60_000);
  useUnreadInTitle(unread);
  return (
    <RailNav
      items={pages
        .filter(({ permission }) => !permission || permits(me.permissions, permission))
        .map(({ href, label, icon: Icon }) => ({
          href,
          label,
          icon: <Icon {...icon} />,
          active: isActive(href, path),
          ...(href === "/inbox" ? { badge: unread, badgeLabel: "unread" } : {}),
          ...(href === "/admin/users" ? { badge: undelivered, badgeLabel: "undelivered" } : {}),
        }))}
      user={
        <UserBlock
          id={me.id}
          name={me.name}
          detail={`${me.role} · ${zone}`}
          menu={(close) => <AccountMenu onDone={close} />}
        />
      }
    />
  );
}

/** Wherever one is known to have gone, the login page is next: also when the answer was lost. */
const leave = () => requestSignOut().finally(() => location.assign("/login"));

function AccountMenu({ onDone }: { onDone: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <MenuItems
      onDone={onDone}
      items={[
        { label: settingsPage.label, icon: <IconUserCog {...icon} />, href: settingsPage.href },
        ...schemeChoices.map(
          ({ value, label, icon: Icon }): MenuItem => ({
            label,
            icon: <Icon {...icon} />,
            selected: colorScheme === value,
            onSelect: () => setColorScheme(value),
          }),
        ),
        { label: "Sign out", icon: <IconLogout {...icon} />, onSelect: () => void leave() },
      ]}
    />
  );
}

/** "(3) Overview · Pulseboard": the count also where the tab is one of many. */
function useUnreadInTitle(unread: number): void {
  useEffect(() => {
    const prefix = unread === 0 ? "" : `(${unread > 99 ? "99+" : unread}) `;
    const apply = () => {
      const bare = document.title.replace(/^\(\d+\+?\) /, "");
      if (document.title !== prefix + bare) document.title = prefix + bare;
    };
    apply();
    const titleElement = document.querySelector("title");
    if (!titleElement) return;
    const observer = new MutationObserver(apply);
    observer.observe(titleElement, { childList: true, characterData: true, subtree: true });
    return () => observer.disconnect();
  }, [unread]);
}
