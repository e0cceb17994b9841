import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { revokeApiKey } from "@/lib/services/keys/revoke-api-key";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ DELETE: route(revokeApiKey) });
