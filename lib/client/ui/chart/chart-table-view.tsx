import classes from "./chart-table-view.module.css";

export type ChartTableViewProps = {
  caption: string;
  columns: readonly string[];
  rows: readonly { key: string | number; head: string; cells: readonly string[]; note?: string }[];
};

/** A chart's figures as a table. A row with a `note` has no cells. */
export function ChartTableView({ caption, columns, rows }: ChartTableViewProps) {
  return (
    <table className={classes.table}>
      <caption data-pb-hidden="">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.head}</th>
            {row.note ? (
              <td className={classes.note} colSpan={columns.length - 1}>
                {row.note}
              </td>
            ) : (
              row.cells.map((cell, index) => <td key={columns[index + 1]}>{cell}</td>)
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
