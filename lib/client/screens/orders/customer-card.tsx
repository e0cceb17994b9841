import { IconLock } from "@tabler/icons-react";
import type { Order } from "@/lib/contracts/orders";
import { Card, CardHead } from "../../ui/card";
import classes from "./customer-card.module.css";

/** Whom the order goes to: as much of it as one's role may see. */
export function CustomerCard({ customer, masked }: Pick<Order, "customer" | "masked">) {
  const { name, email, phone, address } = customer;
  const hasContact = email !== undefined || phone !== undefined || address !== undefined;
  return (
    <Card labelledBy="customer-title">
      <CardHead title="Customer" id="customer-title" />
      <p className={classes.name}>{name}</p>
      {masked ? (
        <p className={classes.note}>
          <IconLock size={14} stroke={1.9} aria-hidden />
          Shortened: your role does not see names in full, nor e-mail, phone and address.
        </p>
      ) : (
        <dl className={classes.contact}>
          {email !== undefined && (
            <div>
              <dt>E-mail</dt>
              <dd>
                <a href={`mailto:${encodeURIComponent(email)}`}>{email}</a>
              </dd>
            </div>
          )}
          {phone !== undefined && (
            <div>
              <dt>Phone</dt>
              <dd>
                <a href={`tel:${phone.replace(/[^\d+]/g, "")}`}>{phone}</a>
              </dd>
            </div>
          )}
          {address !== undefined && (
            <div>
              <dt>Address</dt>
              <dd className={classes.address}>{address}</dd>
            </div>
          )}
        </dl>
      )}
      {!masked && !hasContact && <p className={classes.note}>The shop sent no e-mail, phone or address along.</p>}
    </Card>
  );
}
