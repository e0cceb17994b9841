import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { renewInvitation } from "@/lib/services/accounts/renew-invitation";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(renewInvitation, { status: 201 }),
});
