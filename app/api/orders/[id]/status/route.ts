import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { setOrderStatus } from "@/lib/services/orders/set-order-status";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: route(setOrderStatus) });
