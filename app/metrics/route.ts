import { methods } from "@/lib/http/methods";
import { metricsText } from "@/lib/http/metrics-text";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: metricsText });
