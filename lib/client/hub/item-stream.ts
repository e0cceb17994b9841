"use client";

import { useEffect, useEffectEvent, useState } from "react";
import type { HubClient, PlainItemsName } from "@/lib/hub-client";
import type { AnyContract, HubError, InputOf, ItemOf } from "@/lib/hub-protocol";
import { isHubError } from "@/lib/hub-protocol";

export interface ItemStreamView<Item> {
  /** In the order in which they came. */
  readonly items: readonly Item[];
  readonly isDone: boolean;
  /** It broke off: `items` are what came before. */
  readonly error: HubError | null;
}

interface Shown<Item> {
  key: string | null;
  view: ItemStreamView<Item>;
}

/**
 * Makes `useItemStream` for one hub: `createItemStreamHook(useHubClient)`. Apart from the other hooks, so that pages without such a
 * stream do not carry it.
 */
export function createItemStreamHook<C extends AnyContract>(useHubClient: () => HubClient<C>) {
  /**
   * What a method answers item by item, while this is mounted; null asks for nothing. It is asked anew, from the start, when the input
   * changes, and on the next connection if it broke off with the last.
   */
  return function useItemStream<M extends PlainItemsName<C>>(
    name: M,
    input: InputOf<C["server"][M]> | null,
  ): ItemStreamView<ItemOf<C["server"][M]>> {
    type Item = ItemOf<C["server"][M]>;
    const client = useHubClient();
    const key = input === null ? null : JSON.stringify([name, input]);
    const latest = useEffectEvent(() => input);
    const nothing: ItemStreamView<Item> = { items: [], isDone: false, error: null };
    const [shown, setShown] = useState<Shown<Item>>({ key: null, view: nothing });

    useEffect(() => {
      const wanted = key === null ? null : latest();
      if (wanted === null) return;
      const abort = new AbortController();
      let isWanted = true;

      async function run(asked: InputOf<C["server"][M]>): Promise<void> {
        isWanted = false;
        const items: Item[] = [];
        const show = (ending: Partial<ItemStreamView<Item>> = {}) =>
          setShown({ key, view: { items: [...items], isDone: false, error: null, ...ending } });
        try {
          for await (const item of client.iterate(name, asked, { signal: abort.signal })) {
            items.push(item);
            show();
          }
          show({ isDone: true });
        } catch (error) {
          if (abort.signal.aborted) return;
          if (!isHubError(error)) throw error;
          isWanted = error.code === "DISCONNECTED";
          show({ error });
        }
      }

      const runWhenLive = () => {
        if (isWanted && client.state.kind === "live") void run(wanted);
      };
      const stop = client.subscribeState(runWhenLive);
      runWhenLive();
      return () => {
        stop();
        abort.abort();
      };
    }, [client, name, key]);

    return shown.key === key ? shown.view : nothing;
  };
}
