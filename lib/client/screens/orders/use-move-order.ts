"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { v4 as uuidv4 } from "uuid";
import type { Order, OrderStatus } from "@/lib/contracts/orders";
import { HubError } from "@/lib/hub-protocol";
import { useHubClient, useInvoke } from "../../hub/ops";
import { applyOrdersToCache } from "../../live/apply-to-cache";
import { usePause } from "../../shell/pause";
import { announce } from "../../ui/live-region";
import { orderStatusWord } from "../../ui/status-chip";
import { showToast } from "../../ui/toast/toast-store";
import { type MoveRefusal, refusalOf } from "./move-words";
import { applyGuessToCache, inverseGuess, type StatusGuess } from "./status-guess";

/** A move on its way, or just done: the next one is not offered under the same finger at once. */
export type Move = { kind: "sending"; to: OrderStatus } | { kind: "settled"; to: OrderStatus };

const settleMs = 1_500;
/** Tries of one click whose answer got lost. They carry the same key, so that the server does it once. */
const mostRetries = 2;
const timeoutMs = 10_000;

/** Moves orders along the fulfilment axis: shown at once, confirmed or rolled back by the server's answer. */
export function useMoveOrder() {
  const client = useQueryClient();
  const hub = useHubClient();
  const { paused, toggle } = usePause();
  const [moves, setMoves] = useState<ReadonlyMap<string, Move>>(new Map());
  const busy = useRef(new Set<string>());
  const settle = useSettling((id) => {
    busy.current.delete(id);
    setMoves((before) => without(before, id));
  });
  const { mutateAsync } = useInvoke("setOrderStatus", {
    timeoutMs,
    retry: (failures, { code }) => failures < mostRetries && (code === "DISCONNECTED" || code === "TIMEOUT"),
    retryDelay: 0,
  });

  const move = useCallback(
    async (order: Order, to: OrderStatus): Promise<void> => {
      const { id, version, status: from } = order;
      if (busy.current.has(id)) return;
      // Whoever acts wants to see what comes of it.
      if (paused) toggle();
      if (hub.state.kind !== "live") return tell(refusalOf(new HubError("DISCONNECTED"), order, to, "no"), id);
      const guess: StatusGuess = { id, version, from, to };
      busy.current.add(id);
      setMoves((before) => new Map(before).set(id, { kind: "sending", to }));
      applyGuessToCache(client, guess);
      try {
        const moved = await mutateAsync({ id, to, version, key: uuidv4() });
        applyOrdersToCache(client, [moved]);
        announce(`${order.number} is ${orderStatusWord(to).toLowerCase()}`);
        setMoves((before) => new Map(before).set(id, { kind: "settled", to }));
        settle(id);
      } catch (error) {
        const refusal = refusalOf(error, order, to, "maybe");
        applyGuessToCache(client, inverseGuess(guess));
        if (refusal.current) applyOrdersToCache(client, [refusal.current]);
        busy.current.delete(id);
        setMoves((before) => without(before, id));
        tell(refusal, id);
      }
    },
    [client, hub, mutateAsync, paused, toggle, settle],
  );
  return { move, moveOf: (id: string): Move | undefined => moves.get(id) };
}

const tell = ({ title, body }: MoveRefusal, id: string): void =>
  showToast({ fingerprint: `move:${id}`, severity: "warning", title, body });

const without = (moves: ReadonlyMap<string, Move>, id: string): ReadonlyMap<string, Move> =>
  new Map([...moves].filter(([key]) => key !== id));

/** Calls `onSettled` with the id a moment after it was given; never once the component is gone. */
function useSettling(onSettled: (id: string) => void): (id: string) => void {
  const latest = useRef(onSettled);
  latest.current = onSettled;
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);
  return useCallback((id: string) => {
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      latest.current(id);
    }, settleMs);
    timers.current.add(timer);
  }, []);
}
