import type { Metadata } from "next";
import { InstallationScreen } from "@/lib/client/screens/installation/installation-screen";
import { pageContext } from "@/lib/http/page-context";
import { readSettings } from "@/lib/services/settings/read-settings";

export const metadata: Metadata = { title: "Installation" };

export default async function AdminSettingsPage() {
  return <InstallationScreen settings={await readSettings(await pageContext("settings.manage"), {})} />;
}
