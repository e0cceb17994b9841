import type { AnyContract, ServerMethod } from "@/lib/hub-protocol";
import { HubError } from "@/lib/hub-protocol";
import type { Principal } from "./principal";
import { permits } from "./principal";

interface Demands {
  readonly permission?: ServerMethod["permission"] | undefined;
  readonly roles?: readonly string[] | undefined;
}

/** What can be asked before the input is known. Throws `FORBIDDEN`. */
export function demandBefore(principal: Principal, { permission, roles }: Demands): void {
  if (roles !== undefined && !roles.includes(principal.role))
    throw new HubError("FORBIDDEN", `This needs the role ${roles.join(" or ")}.`);
  if (typeof permission === "string") demand(principal, permission);
}

/** The permission that depends on the validated input. Throws `FORBIDDEN`. */
export function demandByInput(principal: Principal, { permission }: Demands, input: unknown): void {
  if (typeof permission === "function") demand(principal, permission(input));
}

/** Whether somebody may use the hub at all. Throws `FORBIDDEN`. */
export const demandHub = (principal: Principal, contract: AnyContract): void => demandBefore(principal, contract);

function demand(principal: Principal, permission: string): void {
  if (!permits(principal, permission)) throw new HubError("FORBIDDEN", `You need the permission ${permission}.`);
}
