import { formatTick } from "../format";
import { axisTicks, extentOf, niceRange } from "./axis-policy";
import type { PlotInput } from "./plot-host";
import classes from "./plot-still.module.css";
import { lineColor } from "./series-styles";
import { stillBox, stillPath } from "./still-paths";

const charWidthPx = 6.6;

/** The lines of a plot as SVG: what the server sends, and what stands until the canvas is there. */
export function PlotStill({ input }: { input: PlotInput }) {
  const { data, keys, styles, unit, bare, yMin, yMax, from, to } = input;
  const [axis, ...columns] = data;
  const { low, high } = extentOf(columns.map((column) => column.map((value) => value ?? null)));
  const nice = niceRange(low, high, unit);
  const range = { min: yMin === "auto" ? nice.min : yMin, max: yMax === "auto" ? nice.max : yMax };
  const labelChars = Math.max(...axisTicks(nice).map((tick) => formatTick(tick, unit).length));
  const left = bare ? 0 : Math.max(22, Math.ceil(labelChars * charWidthPx)) + 8;
  return (
    <svg
      className={classes.still}
      data-bare={bare || undefined}
      style={{ left, width: `calc(100% - ${left + (bare ? 0 : 4)}px)` }}
      viewBox={`0 0 ${stillBox.width} ${stillBox.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {keys.map((key, index) => {
        const style = styles.get(key);
        const path = stillPath(axis, columns[index] ?? [], { from, to }, range);
        if (!style || path === "") return null;
        return (
          <path
            key={key}
            d={path}
            stroke={lineColor(style)}
            strokeWidth={style.width}
            strokeDasharray={style.dash.join(" ")}
            vectorEffect="non-scaling-stroke"
          />
        );
      })}
    </svg>
  );
}
