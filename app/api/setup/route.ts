import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { createFirstAdmin } from "@/lib/services/identity/create-first-admin";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(createFirstAdmin, { status: 201 }),
});
