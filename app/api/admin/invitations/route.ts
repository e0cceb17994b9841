import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { inviteUser } from "@/lib/services/accounts/invite-user";
import { listInvitations } from "@/lib/services/accounts/list-invitations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listInvitations),
  POST: route(inviteUser, { status: 201 }),
});
