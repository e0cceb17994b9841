import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { listAttention } from "@/lib/services/notifications/list-attention";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(listAttention) });
