import type { ReactNode } from "react";
import classes from "./grid.module.css";

/** How many of the twelve columns a card takes on a wide screen; at 1100 px 3 becomes 6 and the rest the whole width. */
export type GridSpan = 3 | 4 | 6 | 8 | 12;

/** Attributes that place a card in a `Grid`. */
export const gridPlace = (span: GridSpan | undefined, rows: number | undefined) => ({
  "data-span": span,
  "data-rows": rows === 2 ? 2 : undefined,
});

/** The twelve columns of a page; cards inside say their `span`. */
export function Grid({ children }: { children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>;
}
