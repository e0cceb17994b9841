import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { listConnections } from "@/lib/services/connections/list-connections";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(listConnections) });
