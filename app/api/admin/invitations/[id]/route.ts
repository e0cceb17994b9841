import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { revokeInvitation } from "@/lib/services/accounts/revoke-invitation";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ DELETE: route(revokeInvitation) });
