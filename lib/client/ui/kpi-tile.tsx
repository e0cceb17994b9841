"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { type GridSpan, gridPlace } from "./grid";
import { Hidden } from "./hidden";
import { changeText, type KpiDelta } from "./kpi-delta";
import classes from "./kpi-tile.module.css";
import { Skeleton } from "./skeleton";
import { Sparkline, type SparklineProps } from "./sparkline";
import { StaleChip } from "./status-chip";

export type KpiTileProps = {
  label: string;
  /** A string, `NumberTween` or `MoneyTween`. */
  value: ReactNode;
  /** Small beside the value: "of 6 healthy", "%". */
  part?: ReactNode;
  delta?: KpiDelta;
  /** Instead of a delta: "oldest 3 h 12 min", a chip. */
  note?: ReactNode;
  trend?: readonly (number | null)[];
  trendTone?: SparklineProps["tone"];
  /** Set when the value is stale: it is dimmed and dated with this time (ms). */
  staleAtMs?: number | null;
  /** A skeleton of the same size. */
  loading?: boolean;
  href?: string;
  span?: GridSpan;
};

/** One figure with its comparison and trend, of fixed height whatever it shows. */
export function KpiTile(props: KpiTileProps) {
  const { label, value, part, delta, note, trend, trendTone, staleAtMs, loading, href, span = 3 } = props;
  const stale = typeof staleAtMs === "number";
  return (
    <section className={classes.tile} aria-busy={loading || undefined} aria-label={label} {...gridPlace(span, 1)}>
      <div className={classes.label}>{href ? <Link href={href}>{label}</Link> : label}</div>
      {loading ? (
        <div className={classes.value}>
          <Skeleton width="46%" height="0.8em" shape="block" />
        </div>
      ) : (
        <div className={classes.value} data-stale={stale || undefined}>
          {value}
          {part && <small className={classes.part}>{part}</small>}
        </div>
      )}
      <div className={classes.row}>
        {loading ? (
          <Skeleton width="38%" />
        ) : (
          <div className={classes.note}>
            {stale ? <StaleChip atMs={staleAtMs} /> : (note ?? <Delta delta={delta} />)}
          </div>
        )}
        {trend && !loading && <Sparkline values={trend} tone={trendTone} dimmed={stale} />}
      </div>
    </section>
  );
}

function Delta({ delta }: { delta: KpiDelta | undefined }) {
  if (!delta) return null;
  const { mark, word, figure, verdict } = changeText(delta);
  return (
    <>
      <b className={classes.change} data-verdict={verdict}>
        {mark && <span aria-hidden>{mark} </span>}
        <Hidden>{word} </Hidden>
        {figure}
      </b>{" "}
      {delta.against}
    </>
  );
}
