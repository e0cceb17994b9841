import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { usePasswordLink } from "@/lib/services/accounts/use-password-link";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: route(usePasswordLink) });
