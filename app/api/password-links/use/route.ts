import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { redeemPasswordLink } from "@/lib/services/accounts/redeem-password-link";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: route(redeemPasswordLink) });
