import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { readPasswordLink } from "@/lib/services/accounts/read-password-link";

// POST: a secret belongs into no address.
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: route(readPasswordLink) });
