import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { updateMe } from "@/lib/services/accounts/update-me";
import { readMe } from "@/lib/services/identity/read-me";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(readMe),
  PATCH: route(updateMe, { credentials: "cookie" }),
});
