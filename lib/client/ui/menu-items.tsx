import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./menu-items.module.css";

/** One line of a panel: either leads somewhere or does something. */
export type MenuItem = { label: string; icon?: ReactNode; tone?: "crit"; selected?: boolean } & (
  | { href: string }
  | {
      onSelect: () => void;
      /** Why it cannot be chosen now; null while it can. It keeps the focus, so that everybody can learn why. */
      disabledBecause?: string | null;
    }
);

/** The lines of a `PopPanel`; `onDone` is called after any of them. */
export function MenuItems({ items, onDone }: { items: readonly MenuItem[]; onDone?: () => void }) {
  return (
    <ul className={classes.list}>
      {items.map((item) => (
        <li key={item.label}>
          {"href" in item ? (
            <Link className={classes.item} data-tone={item.tone} href={item.href} onClick={onDone}>
              {item.icon}
              {item.label}
            </Link>
          ) : (
            <button
              type="button"
              className={classes.item}
              data-tone={item.tone}
              aria-pressed={item.selected}
              aria-disabled={item.disabledBecause ? true : undefined}
              title={item.disabledBecause ?? undefined}
              onClick={() => {
                if (item.disabledBecause) return;
                item.onSelect();
                onDone?.();
              }}
            >
              {item.icon}
              {item.label}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
