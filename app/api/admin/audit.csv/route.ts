import { auditCsv } from "@/lib/http/audit-csv";
import { methods } from "@/lib/http/methods";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: auditCsv });
