import type { QueryClient } from "@tanstack/react-query";
import type { Order, OrderStatus } from "@/lib/contracts/orders";
import type { OrderList } from "../../orders/order-cache";
import { queryKeys } from "../../query-keys";

/** What we expect a move to lead to, before the server has answered: the same version, another status. */
export interface StatusGuess {
  id: string;
  version: number;
  from: OrderStatus;
  to: OrderStatus;
}

/** Takes the guess back. Where a newer version has come in meanwhile there is nothing to take back. */
export const inverseGuess = (guess: StatusGuess): StatusGuess => ({ ...guess, from: guess.to, to: guess.from });

export const guessOrder = (order: Order, { id, version, from, to }: StatusGuess): Order =>
  order.id === id && order.version === version && order.status === from ? { ...order, status: to } : order;

/** A guess changes a row where it stands; rows come and go only by what the server says. The same list when nothing changed. */
export function guessInList(list: OrderList, guess: StatusGuess): OrderList {
  const index = list.items.findIndex((order) => order.id === guess.id);
  const known = list.items[index];
  if (!known) return list;
  const guessed = guessOrder(known, guess);
  return guessed === known ? list : { ...list, items: list.items.with(index, guessed) };
}

/** Writes a guess into every list and page that holds the order. */
export function applyGuessToCache(client: QueryClient, guess: StatusGuess): void {
  client.setQueriesData<OrderList>({ queryKey: queryKeys.orders.lists }, (list) => list && guessInList(list, guess));
  client.setQueryData<Order>(queryKeys.orders.one(guess.id), (order) => order && guessOrder(order, guess));
}
