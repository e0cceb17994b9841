import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { createResetLink } from "@/lib/services/accounts/create-reset-link";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(createResetLink, { status: 201 }),
});
