import { IconArrowUp } from "@tabler/icons-react";
import classes from "./new-rows-pill.module.css";

export type NewRowsPillProps = {
  count: number;
  onShow: () => void;
  /** "order" becomes "3 new orders". */
  noun?: string;
  /** Where it is not the noun with an s. */
  plural?: string;
  /** Beside a heading instead of over a list: no place of its own. */
  inline?: boolean;
};

/** Holds new rows back: "↑ 3 new orders". Its place is kept when there are none, so that the list does not move. */
export function NewRowsPill({ count, onShow, noun = "order", plural = `${noun}s`, inline = false }: NewRowsPillProps) {
  return (
    <div className={classes.place} data-inline={inline || undefined}>
      {count > 0 && (
        <button type="button" className={classes.pill} onClick={onShow}>
          <IconArrowUp size={14} stroke={2.4} aria-hidden />
          {count} new {count === 1 ? noun : plural}
        </button>
      )}
    </div>
  );
}
