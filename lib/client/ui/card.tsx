import type { ReactNode } from "react";
import classes from "./card.module.css";
import { classNames } from "./class-names";
import { type GridSpan, gridPlace } from "./grid";

export type CardProps = {
  children: ReactNode;
  span?: GridSpan;
  /** 2: two grid rows high, beside two rows of smaller cards. */
  rows?: 1 | 2;
  /** Id of the heading that names this section. */
  labelledBy?: string;
  className?: string;
};

/** A calm box on the page's ground. */
export function Card({ children, span, rows, labelledBy, className }: CardProps) {
  return (
    <section className={classNames(classes.card, className)} aria-labelledby={labelledBy} {...gridPlace(span, rows)}>
      {children}
    </section>
  );
}

export type CardHeadProps = {
  title: ReactNode;
  /** Id for `labelledBy` of the card. */
  id?: string;
  /** Quiet words at the right end: a host, "today". */
  sub?: ReactNode;
  /** Legend, chips, buttons at the right end. */
  children?: ReactNode;
};

/** The line at the top of a card. */
export function CardHead({ title, id, sub, children }: CardHeadProps) {
  return (
    <div className={classes.head}>
      <h2 className={classes.title} id={id}>
        {title}
      </h2>
      {(children || sub) && (
        <div className={classes.side}>
          {children}
          {sub && <span className={classes.sub}>{sub}</span>}
        </div>
      )}
    </div>
  );
}
