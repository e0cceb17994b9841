import type { Metadata } from "next";
import { UndeliveredScreen } from "@/lib/client/screens/undelivered/undelivered-screen";
import { readDeadLettersData } from "@/lib/http/dead-letters-data";
import { pageContext } from "@/lib/http/page-context";

export const metadata: Metadata = { title: "Undelivered events" };

export default async function DeadLettersPage() {
  return <UndeliveredScreen initial={await readDeadLettersData(await pageContext("settings.manage"))} />;
}
