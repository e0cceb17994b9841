import { z } from "zod";
import { operation } from "@/lib/hub-protocol";
import { Me, Password, User } from "./identity";
import { Email, PageLimit, text, Uuid } from "./primitives";
import { Role } from "./role";

/** 256 random bits, base64url; only in the fragment of a link and in bodies, so that no log and no Referer ever holds it. */
export const LinkSecret = z.string().regex(/^[\w-]{43}$/, "This is no secret of a link.");

/** An invitation that nobody has used. `expired`: it needs a new link. */
export const Invitation = z.strictObject({
  id: Uuid,
  email: z.string(),
  name: z.string(),
  role: Role,
  invitedBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  expired: z.boolean(),
});
export type Invitation = z.infer<typeof Invitation>;

/** `path` with the secret, told this once: whoever has it may set a password until `expiresAt`. */
export const IssuedLink = z.strictObject({ path: z.string(), expiresAt: z.string() });
export type IssuedLink = z.infer<typeof IssuedLink>;
export const IssuedInvitation = IssuedLink.extend({ invitation: Invitation });

/** What the one who opens a link sees before they choose a password. */
export const LinkAbout = z.strictObject({
  kind: z.enum(["invitation", "reset"]),
  shop: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  expiresAt: z.string(),
});
export type LinkAbout = z.infer<typeof LinkAbout>;

/** Somebody's signed-in browser or program. `client` in words; `live`: it has a connection at this moment. */
export const Session = z.strictObject({
  id: Uuid,
  user: z.strictObject({ id: Uuid, name: z.string(), email: z.string() }),
  /** The one that asks. */
  current: z.boolean(),
  live: z.boolean(),
  client: z.string(),
  /** Where it was started from; null where that is not known. */
  address: z.string().nullable(),
  method: z.enum(["password", "sso", "token"]),
  createdAt: z.string(),
  /** Within five minutes. */
  lastUsedAt: z.string(),
  expiresAt: z.string(),
});
export type Session = z.infer<typeof Session>;

/** Latest sign-in first. */
export const SessionPage = z.strictObject({ items: z.array(Session), nextCursor: z.string().nullable() });
export type SessionPage = z.infer<typeof SessionPage>;

const Paging = z.strictObject({ limit: PageLimit, cursor: z.string().max(200).optional() });
const One = z.strictObject({ id: Uuid });
const Nothing = z.strictObject({});
const EndedCount = z.strictObject({ ended: z.int() });

export const operations = {
  updateMe: operation({ input: z.strictObject({ name: text(80) }), output: Me, permission: "own" }),
  changePassword: operation({
    input: z.strictObject({ current: z.string().min(1).max(200), password: Password }),
    output: EndedCount,
    permission: "own",
  }),
  listMySessions: operation({ input: Paging, output: SessionPage, permission: "own" }),
  endMySession: operation({ input: One, output: Nothing, permission: "own" }),
  endMyOtherSessions: operation({ input: Nothing, output: EndedCount, permission: "own" }),

  listInvitations: operation({
    input: Nothing,
    output: z.strictObject({ items: z.array(Invitation) }),
    permission: "users.manage",
  }),
  inviteUser: operation({
    input: z.strictObject({ email: Email, name: text(80), role: Role }),
    output: IssuedInvitation,
    permission: "users.manage",
  }),
  renewInvitation: operation({ input: One, output: IssuedInvitation, permission: "users.manage" }),
  revokeInvitation: operation({ input: One, output: Nothing, permission: "users.manage" }),
  createResetLink: operation({ input: One, output: IssuedLink, permission: "users.manage" }),
  deleteUser: operation({ input: One, output: Nothing, permission: "users.manage" }),
  listSessions: operation({
    input: Paging.extend({ userId: Uuid.optional() }),
    output: SessionPage,
    permission: "users.manage",
  }),
  endSession: operation({ input: One, output: Nothing, permission: "users.manage" }),
  endSessionsOfUser: operation({ input: One, output: EndedCount, permission: "users.manage" }),

  readPasswordLink: operation({
    input: z.strictObject({ secret: LinkSecret }),
    output: LinkAbout,
    permission: "public",
  }),
  redeemPasswordLink: operation({
    input: z.strictObject({ secret: LinkSecret, password: Password }),
    output: User,
    permission: "public",
  }),
};
