import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { queryMetrics } from "@/lib/services/metrics/query-metrics";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: route(queryMetrics) });
