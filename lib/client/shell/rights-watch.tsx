"use client";

import { useRouter } from "next/navigation";
import { useHubEvent } from "../hub/ops";

/** When the server says that this person's rights changed, the page is asked for anew under the new ones. It renders nothing. */
export function RightsWatch() {
  const router = useRouter();
  useHubEvent("notice", ({ code }) => {
    if (code === "REAUTHORIZE") router.refresh();
  });
  return null;
}
