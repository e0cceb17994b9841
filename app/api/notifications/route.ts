import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { listNotifications } from "@/lib/services/notifications/list-notifications";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(listNotifications) });
