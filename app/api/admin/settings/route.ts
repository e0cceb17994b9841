import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { readSettings } from "@/lib/services/settings/read-settings";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(readSettings) });
