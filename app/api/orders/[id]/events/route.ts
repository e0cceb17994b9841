import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { readOrderHistory } from "@/lib/services/orders/read-order-history";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(readOrderHistory) });
