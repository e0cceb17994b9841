import classes from "./skeleton.module.css";

export type SkeletonProps = {
  /** CSS lengths of the thing that will stand here. */
  width?: number | string;
  height?: number | string;
  /** pill for chips, circle for avatars. */
  shape?: "text" | "block" | "pill" | "circle";
};

/** A still grey shape of the final size; it does not pulse. */
export function Skeleton({ width = "100%", height = "1em", shape = "text" }: SkeletonProps) {
  return <span className={classes.skeleton} data-shape={shape} style={{ width, height }} aria-hidden />;
}

/** `rows` order rows of the feed, of their final height. */
export function FeedSkeleton({ rows }: { rows: number }) {
  return (
    <div className={classes.feed} aria-hidden>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div className={classes.feedRow} key={row}>
          <Skeleton width="58%" />
          <Skeleton width={64} />
          <Skeleton width="42%" />
          <Skeleton width={56} shape="pill" />
        </div>
      ))}
    </div>
  );
}

/** A time chart's head and plot, for a card whose data are not here yet. `height` as the chart's own. */
export function ChartSkeleton({ title, height }: { title: string; height: number }) {
  return (
    <div className={classes.chart}>
      <h2 className={classes.chartTitle}>{title}</h2>
      <Skeleton height={height} shape="block" />
    </div>
  );
}

/** `rows` lines of a table or list, each `rowHeight` px high. */
export function RowsSkeleton({ rows, rowHeight = 40 }: { rows: number; rowHeight?: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div className={classes.line} key={row} style={{ height: rowHeight }}>
          <Skeleton width={`${92 - ((row * 17) % 40)}%`} />
        </div>
      ))}
    </div>
  );
}
