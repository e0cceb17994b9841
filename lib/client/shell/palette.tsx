"use client";

import { useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconPlayerPause, IconSun } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { permits } from "@/lib/contracts/permissions";
import { type CommandAction, CommandPalette } from "../ui/command-palette";
import { adminPages } from "./admin-pages";
import { pages, settingsPage } from "./main-nav";
import { usePause } from "./pause";
import { useSessionInfo } from "./session-info";

/** Everything that the keyboard can reach from anywhere. */
export function Palette() {
  const router = useRouter();
  const { me } = useSessionInfo();
  const { paused, toggle } = usePause();
  const { setColorScheme } = useMantineColorScheme();
  const actions: CommandAction[] = [
    ...[
      ...pages.filter(({ href }) => !href.startsWith("/admin/")).map((page) => ({ ...page, group: "Pages" })),
      { ...settingsPage, permission: undefined, group: "Pages" },
      ...adminPages.map((page) => ({ ...page, group: "Administration" })),
    ]
      .filter(({ permission }) => !permission || permits(me.permissions, permission))
      .map(({ href, label, group, icon: Icon }) => ({
        id: href,
        label,
        group,
        icon: <Icon size={17} stroke={1.8} aria-hidden />,
        onTrigger: () => router.push(href),
      })),
    {
      id: "pause",
      label: paused ? "Resume live data" : "Pause live data",
      group: "View",
      shortcut: "Space",
      icon: <IconPlayerPause size={17} stroke={1.8} aria-hidden />,
      onTrigger: toggle,
    },
    {
      id: "light",
      label: "Light colours",
      group: "View",
      keywords: ["theme"],
      icon: <IconSun size={17} stroke={1.8} aria-hidden />,
      onTrigger: () => setColorScheme("light"),
    },
    {
      id: "dark",
      label: "Dark colours",
      group: "View",
      keywords: ["theme"],
      icon: <IconMoon size={17} stroke={1.8} aria-hidden />,
      onTrigger: () => setColorScheme("dark"),
    },
  ];
  return <CommandPalette actions={actions} />;
}
