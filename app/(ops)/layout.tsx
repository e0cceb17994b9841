import type { ReactNode } from "react";
import { OpsShell } from "@/lib/client/shell/ops-shell";
import { pageContext } from "@/lib/http/page-context";
import { readShellData } from "@/lib/http/shell-data";

/** Behind one session guard: everything that needs somebody signed in. */
export default async function OpsLayout({ children }: { children: ReactNode }) {
  return <OpsShell data={await readShellData(await pageContext())}>{children}</OpsShell>;
}
