import { jsonBody } from "@/lib/http/body-kinds";
import { methods } from "@/lib/http/methods";
import { route } from "@/lib/http/route";
import { listSeries } from "@/lib/services/metrics/list-series";
import { recordSamples } from "@/lib/services/metrics/record-samples";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listSeries),
  POST: route(recordSamples, { status: 202, body: jsonBody({ maxMebibytes: 20 }) }),
});
