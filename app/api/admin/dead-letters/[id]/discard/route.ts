import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { discardDeadLetter } from "@/lib/services/delivery/discard-dead-letter";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: route(discardDeadLetter) });
