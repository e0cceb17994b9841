import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** What keys begin with, so that people and scanners of leaked secrets know one when they see it. */
export const keyMark = "pb_";

const randomBytesOfKey = 32;
/** 32 bytes in base64url, and nothing around them. */
const shape = /^pb_[A-Za-z0-9_-]{43}$/;
const shownCharacters = keyMark.length + 8;

/** What is kept of a key. The hash is fast on purpose: nobody guesses 256 random bits. */
export interface KeptOfKey {
  prefix: string;
  /** SHA-256, base64url. */
  hash: string;
}

/** A new key: `pb_` and 256 random bits. */
export const generateKey = (): string => `${keyMark}${randomBytes(randomBytesOfKey).toString("base64url")}`;

export const looksLikeKey = (text: string): boolean => text.startsWith(keyMark);

const hashOf = (key: string): string => createHash("sha256").update(key).digest("base64url");

/** The first characters, by which people tell their keys apart, and the hash. */
export const keptOf = (key: string): KeptOfKey => ({ prefix: key.slice(0, shownCharacters), hash: hashOf(key) });

/** What a text would be found by; null for what cannot be a key: nobody is asked then. */
export const hashToFind = (text: string): string | null => (shape.test(text) ? hashOf(text) : null);

/** In the same time wherever they differ. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
