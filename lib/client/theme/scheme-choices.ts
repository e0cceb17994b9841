import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

/** The colours that somebody may choose, for the account menu and the settings. */
export const schemeChoices = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "Like this device", icon: IconDeviceDesktop },
] as const;
