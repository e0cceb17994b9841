import { z } from "zod";
import { operation } from "@/lib/hub-protocol";
import { permissions } from "./permissions";
import { Currency, Email, TimeZone, text, Uuid } from "./primitives";
import { Role } from "./role";

/** How somebody gets in: by a password, by single sign-on (what the provider is called here), by both, or by neither any more. */
export const SignInWays = z.strictObject({ password: z.boolean(), provider: z.string().nullable() });
export type SignInWays = z.infer<typeof SignInWays>;

/** A person who is signed in. */
export const Me = z.strictObject({
  kind: z.literal("user"),
  id: Uuid,
  email: z.string(),
  name: z.string(),
  role: Role,
  permissions: z.array(z.enum(permissions)),
  signIn: SignInWays,
});
export type Me = z.infer<typeof Me>;

/** An API key that asks who it is. */
export const MeAsKey = z.strictObject({
  kind: z.literal("key"),
  id: Uuid,
  name: z.string(),
  permissions: z.array(z.enum(permissions)),
  prefix: z.string(),
  expiresAt: z.string().nullable(),
});
export type MeAsKey = z.infer<typeof MeAsKey>;

export const Password = z.string().min(10, "Use at least 10 characters.").max(200);

export const User = z.strictObject({
  id: Uuid,
  email: z.string(),
  name: z.string(),
  role: Role,
  disabled: z.boolean(),
  demo: z.boolean(),
  signIn: SignInWays,
  /** Why an admin cannot change these, in the words with which it is refused; null where they can. */
  fixed: z.strictObject({ role: z.string().nullable(), password: z.string().nullable() }),
  createdAt: z.string(),
  lastLoginAt: z.string().nullable(),
  /** The last use of one of their sessions, within five minutes; null for who never was here. */
  lastSeenAt: z.string().nullable(),
});
export type User = z.infer<typeof User>;

export const CreateUser = z.strictObject({ email: Email, name: text(80), role: Role, password: Password });
export const UpdateUser = z.strictObject({
  id: Uuid,
  name: text(80).optional(),
  role: Role.optional(),
  disabled: z.boolean().optional(),
  password: Password.optional(),
});

/** The first admin and the shop. `code` is the one-time code that the server printed in its log. */
export const CreateFirstAdmin = z.strictObject({
  code: z.string().trim().min(1).max(40),
  email: Email,
  name: text(80),
  password: Password,
  shopName: text(80),
  timeZone: TimeZone,
  currency: Currency,
});

/** One of: `{ username, password }` (the e-mail), or nothing when the session cookie or an API key is sent. */
export const IssueToken = z.strictObject({
  username: Email.optional(),
  password: z.string().min(1).max(200).optional(),
});
/** `expires_in` in seconds. */
export const IssuedToken = z.strictObject({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.int(),
});

export const Shop = z.strictObject({ name: z.string(), timeZone: z.string(), currency: z.string(), demo: z.boolean() });
export type Shop = z.infer<typeof Shop>;

export const operations = {
  readMe: operation({
    input: z.strictObject({}),
    output: z.discriminatedUnion("kind", [Me, MeAsKey]),
    permission: "self",
  }),
  listUsers: operation({
    input: z.strictObject({}),
    output: z.strictObject({ items: z.array(User) }),
    permission: "users.manage",
  }),
  createUser: operation({ input: CreateUser, output: User, permission: "users.manage" }),
  updateUser: operation({ input: UpdateUser, output: User, permission: "users.manage" }),
  createFirstAdmin: operation({ input: CreateFirstAdmin, output: User, permission: "public" }),
  issueToken: operation({ input: IssueToken, output: IssuedToken, permission: "public" }),
};
