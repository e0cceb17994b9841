import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { createUser } from "@/lib/services/identity/create-user";
import { listUsers } from "@/lib/services/identity/list-users";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listUsers),
  POST: route(createUser, { status: 201, location: (user) => `/api/admin/users/${user.id}` }),
});
