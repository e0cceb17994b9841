import { type Role, roles } from "@/lib/contracts/permissions";

/** Which groups of the provider give which role; "*" is everybody whom it lets in. */
export type RoleMap = Readonly<Partial<Record<Role, readonly string[]>>>;

/** Who signs people in beside passwords; parsed once in server/environment.ts. */
export interface SsoConfig {
  /** Without a slash at its end. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button calls it. */
  name: string;
  scope: string;
  /** The claim with the groups; a path with dots is followed into objects. */
  roleClaim: string;
  roleMap: RoleMap;
  /** An account with a password may be taken over by who has its verified e-mail at the provider. */
  linkByEmail: boolean;
}

/** Issuers are written with and without it. */
export const trimSlash = (url: string): string => url.replace(/\/+$/, "");

/** Parses `admin=pulse-admins;operator=ops,shipping;viewer=*`. Throws an Error that says what is wrong, for who wrote it. */
export function parseRoleMap(text: string): RoleMap {
  const map = new Map<Role, string[]>();
  for (const part of text.split(";").filter((each) => each.trim() !== "")) {
    const equals = part.indexOf("=");
    const role = roles.find((each) => each === part.slice(0, equals).trim());
    if (equals < 0 || role === undefined)
      throw new Error("Use admin=…;operator=…;viewer=… with groups after each role.");
    if (map.has(role)) throw new Error(`Name ${role} once, with its groups separated by commas.`);
    const groups = part
      .slice(equals + 1)
      .split(",")
      .map((group) => group.trim());
    if (groups.some((group) => group === "")) throw new Error(`Name at least one group for ${role}, and no empty one.`);
    if (role === "admin" && groups.includes("*")) throw new Error("Not everybody can be an admin: name a group.");
    map.set(role, groups);
  }
  if (map.size === 0) throw new Error("Say which group gives which role; nobody could sign in.");
  return Object.fromEntries(map);
}

/** The highest role that the claims give, or null: then they are not let in. */
export function roleOfClaims(
  { roleClaim, roleMap }: Pick<SsoConfig, "roleClaim" | "roleMap">,
  claims: Record<string, unknown>,
): Role | null {
  const groups = new Set([...groupsIn(claims, roleClaim), "*"]);
  const given = roles.filter((role) => roleMap[role]?.some((group) => groups.has(group)));
  return given.at(-1) ?? null;
}

/** A claim whose own name has dots (`https://shop.example/groups`) comes before a path. Anything but text is no group. */
function groupsIn(claims: Record<string, unknown>, path: string): string[] {
  const value = Object.hasOwn(claims, path) ? claims[path] : path.split(".").reduce<unknown>(memberOf, claims);
  // "*" is ours: a group of that name gives nothing that everybody has not.
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

const memberOf = (holder: unknown, key: string): unknown =>
  typeof holder === "object" && holder !== null && Object.hasOwn(holder, key)
    ? (holder as Record<string, unknown>)[key]
    : undefined;
