import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { testServices } from "../identity/testing";
import { readShop, writeShop } from "./shop";

it("[settings] a shop that nobody described has defaults", async () => {
  await using database = await testDatabase();
  expect(await readShop(testServices(database, { demo: true }))).toEqual({
    name: "My shop",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency: "EUR",
    demo: true,
    largeOrderMinor: 50_000,
  });
});

it("[settings] writing some fields leaves the others as they were", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  await writeShop(database.db, { name: "Corner Shop", timeZone: "Asia/Kathmandu" });
  await writeShop(database.db, { largeOrderMinor: 99_900 });
  await writeShop(database.db, { name: "Corner Shop & Sons" });
  expect(await readShop(services)).toEqual({
    name: "Corner Shop & Sons",
    timeZone: "Asia/Kathmandu",
    currency: "EUR",
    demo: false,
    largeOrderMinor: 99_900,
  });
});
