import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { LoginScreenProps } from "@/lib/client/screens/login/login-screen";
import { returnPath } from "@/lib/client/screens/login/return-path";
import type { SetupChoices } from "@/lib/client/screens/setup/setup-choices";
import { runtime } from "@/lib/runtime";
import { demoAccounts } from "@/lib/services/identity/demo-accounts";
import { needsSetup } from "@/lib/services/identity/first-run";
import { authenticateHeaders } from "@/lib/services/identity/principal";
import { readShop } from "@/lib/services/settings/shop";

/** What /login shows. Leads to /setup while there is no user, and to where one wanted when one is signed in already. */
export async function loginPage({ from, sso }: { from?: unknown; sso?: unknown }): Promise<LoginScreenProps> {
  const services = runtime();
  if (await needsSetup(services)) redirect("/setup");
  const path = returnPath(from);
  if (await authenticateHeaders(services, { cookie: (await headers()).get("cookie") })) redirect(path);
  return {
    from: path,
    demoAccounts: services.config.demo ? demoAccounts : null,
    ssoName: services.config.sso?.name ?? null,
    ssoProblem: typeof sso === "string" ? sso : null,
  };
}

/** What /setup offers; leads to /login as soon as there is a user. Both lists are what this server accepts. */
export async function setupPage(): Promise<SetupChoices> {
  const services = runtime();
  if (!(await needsSetup(services))) redirect("/login");
  const { timeZone, currency } = await readShop(services);
  const names = new Intl.DisplayNames("en", { type: "currency" });
  return {
    timeZone,
    currency,
    timeZones: [...new Set(["UTC", timeZone, ...Intl.supportedValuesOf("timeZone")])].sort(),
    currencies: Intl.supportedValuesOf("currency").map((code) => ({ code, name: names.of(code) ?? code })),
  };
}
