import classes from "./sparkline.module.css";
import { sparklinePaths } from "./sparkline-paths";

export type SparklineProps = {
  values: readonly (number | null)[];
  tone?: "accent" | "crit" | "warn" | "ok";
  dimmed?: boolean;
};

const width = 112;
const height = 34;

/** The shape of the recent past, beside a number that says it; hidden from screen readers for that reason. */
export function Sparkline({ values, tone = "accent", dimmed = false }: SparklineProps) {
  const { line, area } = sparklinePaths(values, width, height);
  return (
    <svg
      className={classes.sparkline}
      data-tone={tone}
      data-dimmed={dimmed || undefined}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={classes.area} d={area} />
      <path className={classes.line} d={line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
