import type { z } from "zod";
import type { NewCustomer, OrderItem } from "@/lib/contracts/orders";

/** Chance as an argument, so that a test can hold it still. In [0, 1). */
export type Random = () => number;

const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)] as T;

const givenNames =
  "Maya Jonas Aiko Lena Omar Ines Noah Zoe Amara Luca Freya Mateo Priya Elias Yuki Clara Hugo Nadia Emil Sofia Tariq Greta Ravi Alma Leo Mina Felix Ayla Oskar Ida".split(
    " ",
  );
const familyNames =
  "Kessler Weber Tanaka Schmidt Farouk Ribeiro Brandt Zeller Okafor Moretti Lindqvist Vargas Sharma Novak Sato Hoffmann Laurent Haddad Berg Costa Rahman Vogel Iyer Nilsen Petrov Yilmaz Fischer Demir Holm Dahl".split(
    " ",
  );
const streets = ["Lindenallee", "Hafenweg", "Rosengasse", "Am Markt", "Gartenstraße", "Bergweg"];
const cities = ["10115 Berlin", "20095 Hamburg", "80331 München", "50667 Köln", "04109 Leipzig"];

/** Title, SKU, price in minor units, how often it is bought relative to the others. */
const products = [
  ["Ceramic pour-over set", "KIT-101", 4_900, 8],
  ["Ethiopia Guji beans 500 g", "BEAN-21", 1_790, 22],
  ["House blend beans 1 kg", "BEAN-01", 2_450, 26],
  ["Decaf Huila beans 250 g", "BEAN-33", 1_190, 11],
  ["Paper filters, 100 pieces", "FLT-100", 590, 20],
  ["Hand grinder", "GRD-07", 8_900, 6],
  ["Electric grinder", "GRD-40", 18_900, 3],
  ["Milk jug 350 ml", "JUG-35", 2_190, 7],
  ["Espresso cups, set of 4", "CUP-04", 3_250, 9],
  ["Travel mug", "MUG-12", 2_790, 12],
  ["Gooseneck kettle", "KTL-09", 7_450, 5],
  ["Descaler 500 ml", "CLN-05", 990, 10],
  ["Gift card", "GFT-50", 5_000, 5],
  ["Espresso machine Uno", "ESP-01", 54_900, 1],
  ["Barista course, one day", "CRS-01", 12_900, 2],
] as const;
const weightSum = products.reduce((sum, product) => sum + product[3], 0);

function product(random: Random) {
  let left = random() * weightSum;
  for (const item of products) {
    left -= item[3];
    if (left < 0) return item;
  }
  return products[0];
}

/** Invented people at example.com; nobody real. */
export function customer(random: Random): z.input<typeof NewCustomer> {
  const given = pick(givenNames, random);
  const family = pick(familyNames, random);
  return {
    name: `${given} ${family}`,
    email: `${given}.${family}@example.com`.toLowerCase(),
    phone: `+49 30 5550 ${String(Math.floor(random() * 10_000)).padStart(4, "0")}`,
    address: `${pick(streets, random)} ${1 + Math.floor(random() * 120)}, ${pick(cities, random)}`,
  };
}

/** One to four lines, mostly one or two. */
export function items(random: Random): OrderItem[] {
  const lines = new Map<string, OrderItem>();
  const wanted = random() < 0.55 ? 1 : random() < 0.7 ? 2 : random() < 0.8 ? 3 : 4;
  while (lines.size < wanted) {
    const [title, sku, unitPrice] = product(random);
    lines.set(sku, { sku, title, quantity: random() < 0.82 ? 1 : 2, unitPrice });
  }
  return [...lines.values()];
}

export const currency = (random: Random): string => {
  const chance = random();
  return chance < 0.88 ? "EUR" : chance < 0.96 ? "USD" : "GBP";
};

export const payment = (random: Random) => (random() < 0.93 ? ("paid" as const) : ("authorized" as const));
