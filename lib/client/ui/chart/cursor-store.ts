import type { Gap, TimeMarker } from "./chart-types";

/** What is under the cursor of a time chart. `left` in px of the plot; `values` by series key. */
export type CursorState = {
  at: number;
  left: number;
  plotLeft: number;
  plotWidth: number;
  values: ReadonlyMap<string, number | null>;
  /** Set where every line is broken. */
  gap: Gap | null;
  marker: TimeMarker | null;
  /** The pointer or the focus is here, and not on another chart of the same sync key. */
  own: boolean;
};

/** A cell that legend and tooltip listen to, so that a moving cursor does not render the chart. */
export type CursorStore = {
  read: () => CursorState | null;
  write: (state: CursorState | null) => void;
  subscribe: (onChange: () => void) => () => void;
};

export function createCursorStore(): CursorStore {
  let state: CursorState | null = null;
  const listeners = new Set<() => void>();
  return {
    read: () => state,
    write: (next) => {
      if (next === state) return;
      state = next;
      for (const onChange of listeners) onChange();
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
  };
}
