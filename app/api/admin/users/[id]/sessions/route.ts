import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { endSessionsOfUser } from "@/lib/services/accounts/end-sessions-of-user";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ DELETE: route(endSessionsOfUser) });
