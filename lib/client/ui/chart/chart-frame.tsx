"use client";

import { IconTable } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ActionButton } from "../action-button";
import { Hidden } from "../hidden";
import classes from "./chart-frame.module.css";

export type ChartFrameProps = {
  title: string;
  titleId?: string;
  sub?: ReactNode;
  legend?: ReactNode;
  /** The legend has many entries and takes a line of its own. */
  legendBelow?: boolean;
  /** What the chart shows, in a sentence, for screen readers. */
  summary: string;
  height: number;
  bare?: boolean;
  tableShown: boolean;
  onToggleTable: () => void;
  /** Rendered in place of the plot while `tableShown`. */
  table: () => ReactNode;
  children: ReactNode;
};

/** What all charts share: head with title, legend and the table button; a body of fixed height that holds plot or table. */
export function ChartFrame(props: ChartFrameProps) {
  const {
    title,
    titleId,
    sub,
    legend,
    legendBelow,
    summary,
    height,
    bare,
    tableShown,
    onToggleTable,
    table,
    children,
  } = props;
  const toggle = (
    <ActionButton
      className={classes.toggle}
      look="quiet"
      label={tableShown ? `Show ${title} as chart` : `Show ${title} as table`}
      icon={<IconTable size={16} stroke={1.7} aria-hidden />}
      pressed={tableShown}
      onClick={onToggleTable}
    />
  );
  return (
    <figure className={classes.frame} data-bare={bare || undefined} aria-label={title}>
      {bare ? (
        toggle
      ) : (
        <div className={classes.head} data-legend-below={legendBelow || undefined}>
          <h2 className={classes.title} id={titleId}>
            {title}
          </h2>
          {legend && <div className={classes.legend}>{legend}</div>}
          {sub && <span className={classes.sub}>{sub}</span>}
          {toggle}
        </div>
      )}
      <Hidden>{summary}</Hidden>
      <div className={classes.body} style={{ minHeight: height }}>
        <div className={tableShown ? classes.tableScroll : classes.fill}>{tableShown ? table() : children}</div>
      </div>
    </figure>
  );
}
