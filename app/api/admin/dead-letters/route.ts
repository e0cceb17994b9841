import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { listDeadLetters } from "@/lib/services/delivery/list-dead-letters";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(listDeadLetters) });
