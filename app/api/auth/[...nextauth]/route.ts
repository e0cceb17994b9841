import { authRoute } from "@/lib/http/auth-route";
import { methods } from "@/lib/http/methods";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: authRoute, POST: authRoute });
