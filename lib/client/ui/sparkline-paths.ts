/** Two SVG paths over a box of `width` × `height`: the line, broken where values are null, and the area under it down to zero. */
export function sparklinePaths(
  values: readonly (number | null)[],
  width: number,
  height: number,
): { line: string; area: string } {
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 0) * 1.1 || 1;
  const bottom = Math.min(...known, 0);
  const stepX = values.length > 1 ? width / (values.length - 1) : 0;
  const point = (index: number, value: number) =>
    `${(index * stepX).toFixed(1)} ${(height - ((value - bottom) / (top - bottom)) * height).toFixed(1)}`;
  let line = "";
  let area = "";
  let runStart = -1;
  const closeRun = (end: number) => {
    if (runStart < 0) return;
    area += `L${(end * stepX).toFixed(1)} ${height}L${(runStart * stepX).toFixed(1)} ${height}Z`;
    runStart = -1;
  };
  for (const [index, value] of values.entries()) {
    if (value === null) {
      closeRun(index - 1);
      continue;
    }
    const command = `${runStart < 0 ? "M" : "L"}${point(index, value)}`;
    if (runStart < 0) runStart = index;
    line += command;
    area += command;
  }
  closeRun(values.length - 1);
  return { line, area };
}
