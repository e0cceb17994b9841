import type { Order } from "@/lib/contracts/orders";
import { Card, CardHead } from "../../ui/card";
import { formatCount } from "../../ui/format";
import { Money } from "../../ui/money";
import classes from "./items-card.module.css";

/** What was bought, line by line. */
export function ItemsCard({ order: { items, itemCount, currency, total } }: { order: Order }) {
  return (
    <Card span={8} labelledBy="items-title">
      <CardHead
        title="Items"
        id="items-title"
        sub={`${formatCount(itemCount)} ${itemCount === 1 ? "piece" : "pieces"}`}
      />
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col">SKU</th>
            <th scope="col" className={classes.number}>
              Quantity
            </th>
            <th scope="col" className={classes.number}>
              Unit price
            </th>
            <th scope="col" className={classes.number}>
              Sum
            </th>
          </tr>
        </thead>
        <tbody>
          {withKeys(items).map(({ key, item: { sku, title, quantity, unitPrice } }) => (
            <tr key={key}>
              <td className={classes.title}>{title}</td>
              <td className={classes.sku}>{sku ?? "–"}</td>
              <td className={`${classes.quantity} ${classes.number}`}>{formatCount(quantity)}</td>
              <td className={`${classes.price} ${classes.number}`}>
                <Money minor={unitPrice} currency={currency} />
              </td>
              <td className={`${classes.sum} ${classes.number}`}>
                <Money minor={quantity * unitPrice} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              Total
            </th>
            <td className={`${classes.sum} ${classes.number}`}>
              <Money minor={total} currency={currency} />
            </td>
          </tr>
        </tfoot>
      </table>
    </Card>
  );
}

/** Lines have no id of their own and never change: their place is their key. */
const withKeys = (items: Order["items"]) => items.map((item, line) => ({ key: `line-${line}`, item }));
