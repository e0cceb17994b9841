import type { Metadata } from "next";
import { KeysScreen } from "@/lib/client/screens/keys/keys-screen";
import { readKeysData } from "@/lib/http/keys-data";
import { pageContext } from "@/lib/http/page-context";

export const metadata: Metadata = { title: "API keys" };

export default async function KeysPage() {
  return <KeysScreen initial={await readKeysData(await pageContext("keys.manage"))} />;
}
