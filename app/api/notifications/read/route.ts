import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { markNotifications } from "@/lib/services/notifications/mark-notifications";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(markNotifications, { defaults: { as: "read" } }),
});
