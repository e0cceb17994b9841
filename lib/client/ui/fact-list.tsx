import type { ReactNode } from "react";
import classes from "./fact-list.module.css";

export type Fact = readonly [name: string, value: ReactNode];

/** Names on the left, what is so on the right; one line each. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
