import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { retryDeadLetter } from "@/lib/services/delivery/retry-dead-letter";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: route(retryDeadLetter) });
