import type { Metadata } from "next";
import { SettingsScreen } from "@/lib/client/screens/settings/settings-screen";
import { pageContext } from "@/lib/http/page-context";
import { readSettingsData } from "@/lib/http/settings-data";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  return <SettingsScreen initial={await readSettingsData(await pageContext())} />;
}
