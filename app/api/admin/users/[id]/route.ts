import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { deleteUser } from "@/lib/services/accounts/delete-user";
import { updateUser } from "@/lib/services/identity/update-user";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  PATCH: route(updateUser),
  DELETE: route(deleteUser),
});
