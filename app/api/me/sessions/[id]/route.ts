import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { endMySession } from "@/lib/services/accounts/end-my-session";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(endMySession, { credentials: "cookie" }),
});
