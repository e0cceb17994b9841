import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { endMyOtherSessions } from "@/lib/services/accounts/end-my-other-sessions";
import { listMySessions } from "@/lib/services/accounts/list-my-sessions";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listMySessions),
  DELETE: route(endMyOtherSessions, { credentials: "cookie" }),
});
