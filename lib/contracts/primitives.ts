import { z } from "zod";

export const Uuid = z.uuid();

/** ISO 8601 with an offset or Z on the way in; always UTC on the way out. */
export const Instant = z.iso.datetime({ offset: true });

/** A command's key: the same key and input give the same answer, once done. */
export const IdempotencyKey = z
  .string()
  .min(8)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, "Use 8 to 200 visible ASCII characters.");

/** ISO 4217. The runtime's list is the check, so that no table grows old here. */
const knownCurrencies = new Set(Intl.supportedValuesOf("currency"));
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "Use a three-letter ISO 4217 code such as EUR.")
  .refine((code) => knownCurrencies.has(code), "Not a known ISO 4217 currency.");

/** Integer minor units (cents); at most ten trillion, so that sums stay exact. */
export const MinorUnits = z.int().min(0).max(10_000_000_000_000);

const isControl = (code: number) => code < 32 && code !== 9 && code !== 10 && code !== 13;

const isPlain = (value: string): boolean => {
  for (let i = 0; i < value.length; i++) {
    if (isControl(value.charCodeAt(i)) || value.charCodeAt(i) === 127) return false;
  }
  return true;
};
const controlMessage = "Control characters are not allowed.";
// Half of a pair: PostgreSQL takes it neither as text nor as JSON.
const isUnicode = (value: string): boolean => !/\p{Surrogate}/u.test(value);
const unicodeMessage = "This is not valid Unicode.";

/** What somebody searches for: may be empty. */
export const searchText = z.string().trim().max(100).refine(isPlain, controlMessage).refine(isUnicode, unicodeMessage);

/** Text from outside: trimmed, bounded, no control characters (tab and line ends are fine). */
export const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(isPlain, controlMessage).refine(isUnicode, unicodeMessage);

export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** Page size of a list; a string over REST. */
export const PageLimit = z.coerce.number("Use a whole number from 1 to 200.").int().min(1).max(200).default(50);

export const TimeZone = z
  .string()
  .max(64)
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat("en", { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, "Not a known IANA time zone such as Europe/Berlin.");
