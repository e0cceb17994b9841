import type { SsoRefusal } from "@/lib/contracts/sso-refusals";

/** Never reaches a browser by itself: its reason does, in words. */
export class SsoRefused extends Error {
  constructor(readonly reason: SsoRefusal) {
    super(`Single sign-on was refused: ${reason}.`);
  }
}
