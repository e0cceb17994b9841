import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { createApiKey } from "@/lib/services/keys/create-api-key";
import { listApiKeys } from "@/lib/services/keys/list-api-keys";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listApiKeys),
  POST: route(createApiKey, { status: 201, location: (key) => `/api/admin/keys/${key.id}` }),
});
