import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { changePassword } from "@/lib/services/accounts/change-password";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(changePassword, { credentials: "cookie" }),
});
