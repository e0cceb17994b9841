import { jsonLinesBody } from "@/lib/http/body-kinds";
import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { importOrders } from "@/lib/services/orders/import-orders";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(importOrders, { body: jsonLinesBody("orders") }),
});
