import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { endSession } from "@/lib/services/accounts/end-session";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ DELETE: route(endSession) });
