import { databaseFailure } from "@/lib/services/database-failure";
import type { HubFilter } from "@/server/hub";

/** A database that is away or full is told as `UNAVAILABLE`, as over HTTP: a caller may try again, and nobody looks for a defect. */
export const databaseFailures: HubFilter = {
  async onInvoke(_invocation, next) {
    try {
      const value = await next();
      return isItems(value) ? told(value) : value;
    } catch (error) {
      throw databaseFailure(error);
    }
  },
};

const isItems = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

async function* told(items: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* items;
  } catch (error) {
    throw databaseFailure(error);
  }
}
