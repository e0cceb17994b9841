import type { Metadata } from "next";
import { ExploreScreen } from "@/lib/client/screens/explore/explore-screen";
import { readExploreData } from "@/lib/http/explore-data";
import { pageContext } from "@/lib/http/page-context";
import type { PageSearch } from "@/lib/http/page-search";

export const metadata: Metadata = { title: "Metrics" };

export default async function ExplorePage({ searchParams }: { searchParams: Promise<PageSearch> }) {
  const context = await pageContext("metrics.read");
  return <ExploreScreen initial={await readExploreData(context, await searchParams)} />;
}
