import type { Metadata } from "next";
import { InboxScreen } from "@/lib/client/screens/inbox/inbox-screen";
import { readInboxData } from "@/lib/http/inbox-data";
import { pageContext } from "@/lib/http/page-context";
import type { PageSearch } from "@/lib/http/page-search";

export const metadata: Metadata = { title: "Inbox" };

export default async function InboxPage({ searchParams }: { searchParams: Promise<PageSearch> }) {
  const context = await pageContext();
  return <InboxScreen initial={await readInboxData(context, await searchParams)} />;
}
