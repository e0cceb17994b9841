import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { createOrder } from "@/lib/services/orders/create-order";
import { listOrders } from "@/lib/services/orders/list-orders";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listOrders),
  POST: route(createOrder, { status: 201, location: (order) => `/api/orders/${order.id}` }),
});
