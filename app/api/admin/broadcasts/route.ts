import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { broadcast } from "@/lib/services/notifications/broadcast";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: route(broadcast, { status: 201 }) });
