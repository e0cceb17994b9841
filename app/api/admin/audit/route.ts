import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { listAudit } from "@/lib/services/audit/list-audit";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(listAudit) });
