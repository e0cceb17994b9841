/** What an entry tells beside who did it and from where. */
export interface AuditFact {
  /** Such as `user.updated`. */
  action: string;
  target?: { kind: string; id: string | null; name: string | null };
  /** What changed, `[before, after]` where there are both. Never a password, a token or a key. */
  detail?: Record<string, unknown>;
  /** Why it was refused; absent: it was done. */
  refusedCode?: string;
  /** How often; what repeats is gathered. */
  count?: number;
  /** Who it is about when nobody is signed in, as they say themselves. */
  anonymousName?: string;
}
