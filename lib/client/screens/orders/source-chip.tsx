import type { Order } from "@/lib/contracts/orders";
import { Chip } from "../../ui/chip";

/** Where an order came from, said when it is not the shop itself. */
export function SourceChip({ source }: { source: Order["source"] }) {
  if (source === "api") return null;
  return <Chip tone="mute">{source === "demo" ? "Demo" : "Imported"}</Chip>;
}
