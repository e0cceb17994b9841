"use client";

import { useEffect, useState } from "react";
import type { HubClient, PresentUser } from "@/lib/hub-client";
import type { AnyContract, HubError } from "@/lib/hub-protocol";

/** Who is in a group, by name. While it is joined again, those of before. */
export type GroupView =
  | { readonly state: "joining" | "joined"; readonly members: readonly PresentUser[]; readonly error?: undefined }
  | { readonly state: "refused"; readonly members: readonly PresentUser[]; readonly error: HubError };

const joining: GroupView = { state: "joining", members: [] };

/**
 * Makes `useGroup` for one hub: `createGroupHook(useHubClient)`. Apart from the other hooks, so that pages without a group do not
 * carry it.
 */
export function createGroupHook<C extends AnyContract>(useHubClient: () => HubClient<C>) {
  /** Is in the group of a resource while this is mounted, and knows who else is; null is in none. */
  return function useGroup(name: string | null): GroupView {
    const client = useHubClient();
    const [{ group, view }, setShown] = useState<{ group: string | null; view: GroupView }>({
      group: null,
      view: joining,
    });
    useEffect(() => {
      if (name === null) return;
      const stopGroup = client.group(name, {
        onMembers: (members) => setShown({ group: name, view: { state: "joined", members } }),
        onError: (error) => setShown({ group: name, view: { state: "refused", members: [], error } }),
      });
      const stopState = client.subscribeState(({ kind }) => {
        if (kind === "live") return;
        setShown((shown) => ({
          group: name,
          view: { state: "joining", members: shown.group === name ? shown.view.members : [] },
        }));
      });
      return () => {
        stopGroup();
        stopState();
      };
    }, [client, name]);
    return group === name ? view : joining;
  };
}
