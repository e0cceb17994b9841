"use client";

import { moneyParts, unknownText } from "./format";
import classes from "./money.module.css";
import { useTweenedNumber } from "./number-tween";

export type MoneyProps = {
  /** Integer minor units; null is shown as "–". */
  minor: number | null;
  /** ISO 4217. */
  currency: string;
  /** same: all digits alike, for lists; smaller: the minor part smaller, for tiles. */
  cents?: "same" | "smaller";
};

/** An amount of money: "€8,431.20". */
export function Money({ minor, currency, cents = "same" }: MoneyProps) {
  if (minor === null) return <>{unknownText}</>;
  const parts = moneyParts(minor, currency);
  if (cents === "same" || parts.minor === "") return <>{parts.major + parts.minor}</>;
  return (
    <>
      {parts.major}
      <small className={classes.cents}>{parts.minor}</small>
    </>
  );
}

/** `Money` for a tile: the minor part smaller, and gliding to its next value. */
export function MoneyTween({ minor, currency }: { minor: number | null; currency: string }) {
  const shown = useTweenedNumber(minor);
  return <Money minor={shown} currency={currency} cents="smaller" />;
}
