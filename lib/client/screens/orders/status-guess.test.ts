import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import { applyOrdersToCache } from "../../live/apply-to-cache";
import type { OrderList } from "../../orders/order-cache";
import { queryKeys } from "../../query-keys";
import { sampleOrder } from "./order-fixture";
import { applyGuessToCache, guessInList, inverseGuess, type StatusGuess } from "./status-guess";

const guess: StatusGuess = { id: sampleOrder(2).id, version: 1, from: "placed", to: "packed" };
const list: OrderList = { items: [sampleOrder(3), sampleOrder(2)], nextCursor: null };
const statuses = (held: OrderList | undefined) => held?.items.map(({ status }) => status);

describe("an optimistic move", () => {
  it("[optimistic and rolled back on refusal] taking a guess back gives what was there", () => {
    const guessed = guessInList(list, guess);
    expect(statuses(guessed)).toEqual(["placed", "packed"]);
    expect(guessInList(guessed, inverseGuess(guess))).toEqual(list);
  });

  it("touches no other order, no other version and no other state, and keeps the list object then", () => {
    const { id } = guess;
    expect(guessInList(list, { ...guess, id: sampleOrder(9).id })).toBe(list);
    expect(guessInList(list, { ...guess, version: 2 })).toBe(list);
    expect(guessInList(list, { id, version: 1, from: "packed", to: "shipped" })).toBe(list);
  });

  it("stands in every list and on the order's page at once, and no row comes or goes for it", () => {
    const client = cacheOf(list);
    applyGuessToCache(client, guess);
    expect(statuses(client.getQueryData(queryKeys.orders.list({})))).toEqual(["placed", "packed"]);
    expect(statuses(client.getQueryData(queryKeys.orders.list({ status: "placed" })))).toEqual(["placed", "packed"]);
    expect(client.getQueryData<Order>(queryKeys.orders.one(guess.id))?.status).toBe("packed");
  });

  it("[payloads are absolute, applied only if version is higher] the server's word replaces it, and is not taken back by a late refusal", () => {
    const client = cacheOf(list);
    applyGuessToCache(client, guess);
    applyOrdersToCache(client, [sampleOrder(2, { version: 2, status: "cancelled" })]);
    applyGuessToCache(client, inverseGuess(guess));
    expect(statuses(client.getQueryData(queryKeys.orders.list({})))).toEqual(["placed", "cancelled"]);
    expect(statuses(client.getQueryData(queryKeys.orders.list({ status: "placed" })))).toEqual(["placed"]);
    expect(client.getQueryData<Order>(queryKeys.orders.one(guess.id))?.status).toBe("cancelled");
  });
});

function cacheOf(held: OrderList): QueryClient {
  const client = new QueryClient();
  client.setQueryData(queryKeys.orders.list({}), held);
  client.setQueryData(queryKeys.orders.list({ status: "placed" }), held);
  client.setQueryData(queryKeys.orders.one(guess.id), sampleOrder(2));
  return client;
}
