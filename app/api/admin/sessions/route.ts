import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { listSessions } from "@/lib/services/accounts/list-sessions";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(listSessions) });
