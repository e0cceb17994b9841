import type { AuditFilter, AuditPage } from "@/lib/contracts/audit";

/** What the server has read for the audit's first paint. */
export interface AuditData {
  filter: AuditFilter;
  page: AuditPage;
  /** Server time of the reading, ms. */
  readAt: number;
}
