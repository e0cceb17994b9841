import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { readOrder } from "@/lib/services/orders/read-order";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(readOrder) });
