import type { AnyContract, ServerMethod } from "@/lib/hub-protocol";
import { HubError } from "@/lib/hub-protocol";
import type { Principal } from "./principal";

interface Demands {
  readonly permission?: ServerMethod["permission"] | undefined;
  readonly roles?: readonly string[] | undefined;
}

/** Whether somebody has what is demanded; anything but `true` is no. */
export type Permits<P extends Principal> = (principal: P, permission: string) => boolean;

/** Asks for what a contract demands, by the application's own rule of who has what. All of them throw `FORBIDDEN`. */
export function createDemands<P extends Principal>(permits: Permits<P>) {
  function demand(principal: P, permission: string): void {
    if (permits(principal, permission) === true) return;
    // "own" is a word of contracts, which callers do not read.
    const reason = permission === "own" ? "This is not for you." : `You need the permission ${permission}.`;
    throw new HubError("FORBIDDEN", reason);
  }

  /** What can be asked before the input is known. */
  function before(principal: P, { permission, roles }: Demands): void {
    if (roles !== undefined && !roles.includes(principal.role))
      throw new HubError("FORBIDDEN", `This needs the role ${roles.join(" or ")}.`);
    if (typeof permission === "string") demand(principal, permission);
  }

  return {
    before,
    /** The permission that depends on the validated input. */
    byInput(principal: P, { permission }: Demands, input: unknown): void {
      if (typeof permission === "function") demand(principal, permission(input));
    },
    /** Whether somebody may use the hub at all. */
    hub: (principal: P, contract: AnyContract): void => before(principal, contract),
  };
}

export type HubDemands<P extends Principal> = ReturnType<typeof createDemands<P>>;
