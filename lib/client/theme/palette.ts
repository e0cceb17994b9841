/** How many colours the palette has; the next series takes the first colour again with another dash. */
export const paletteSize = 6;

/** Line patterns in canvas pixels at ratio 1: solid, dashed, dotted, dash-dot. */
const dashPatterns: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [8, 3, 2, 3]];

/** `slot` 1–6 names the token `--pb-series-N`; `dash` is empty for a solid line. */
export type SeriesStyle = { slot: number; dash: readonly number[] };

/** The token that holds the colour of a palette slot. */
export const slotToken = (slot: number) => `--pb-series-${slot}`;

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): spreads names that differ in one letter. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** A cell is a colour with a dash: 0–5 solid, 6–11 dashed, and so on. */
const cellOf = (style: SeriesStyle) => {
  const pattern = dashPatterns.findIndex((dash) => dash.join() === style.dash.join());
  return Math.max(0, pattern) * paletteSize + style.slot - 1;
};

function styleOf(cell: number): SeriesStyle {
  const pattern = Math.floor(cell / paletteSize) % dashPatterns.length;
  return { slot: (cell % paletteSize) + 1, dash: dashPatterns[pattern] ?? [] };
}

function freeCell(preferredSlot: number, taken: ReadonlySet<number>): number {
  for (let round = 0; ; round++) {
    for (let i = 0; i < paletteSize; i++) {
      const cell = round * paletteSize + ((preferredSlot - 1 + i) % paletteSize);
      if (!taken.has(cell)) return cell;
    }
  }
}

export type AssignOptions = {
  /** Slots (1–6) that a product decision fixes, such as orders blue and errors orange. */
  pinned?: Readonly<Record<string, number | undefined>>;
  /** What the chart showed before: those series keep their style. */
  previous?: ReadonlyMap<string, SeriesStyle>;
};

/**
 * A style for each key: the same key has the same colour everywhere (by hash of its name), two keys of one chart never share
 * colour and dash, the order of the keys does not matter, and a series that was there before keeps what it had.
 */
export function assignSeriesStyles(keys: readonly string[], options: AssignOptions = {}): Map<string, SeriesStyle> {
  const { pinned = {}, previous = new Map() } = options;
  const styles = new Map<string, SeriesStyle>();
  const taken = new Set<number>();
  const take = (key: string, cell: number) => {
    styles.set(key, styleOf(cell));
    taken.add(cell);
  };
  const sorted = [...new Set(keys)].sort();
  for (const key of sorted) {
    const before = previous.get(key);
    if (before && !taken.has(cellOf(before))) take(key, cellOf(before));
  }
  for (const key of sorted) {
    const slot = pinned[key];
    if (slot && !styles.has(key)) take(key, freeCell(slot, taken));
  }
  for (const key of sorted) {
    if (!styles.has(key)) take(key, freeCell((hashName(key) % paletteSize) + 1, taken));
  }
  return styles;
}

/** How many avatar colours tokens.css has. */
const avatarColors = 8;

/** The colour of a person, the same everywhere, by the id. */
export const avatarColor = (userId: string) => `var(--pb-avatar-${(hashName(userId) % avatarColors) + 1})`;
