import { inArray } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Role } from "@/lib/contracts/permissions";
import * as schema from "@/lib/db/schema";
import type { Services } from "../context";

export interface DemoAccount {
  email: string;
  password: string;
  name: string;
  role: Role;
}

/** Public: the login page of a demo shows them. Without DEMO they open nothing, also where they exist. */
export const demoAccounts: readonly DemoAccount[] = [
  { email: "admin@pulseboard.local", password: "admin-demo", name: "Ada Admin", role: "admin" },
  { email: "operator@pulseboard.local", password: "operator-demo", name: "Otto Operator", role: "operator" },
  { email: "viewer@pulseboard.local", password: "viewer-demo", name: "Vera Viewer", role: "viewer" },
];

/** Creates the demo accounts that are missing; those that exist stay as they are. Only for a demo: throws otherwise. */
export async function ensureDemoAccounts({ database, passwords, config, now }: Services): Promise<void> {
  if (!config.demo) throw new Error("Demo accounts exist in demo mode only.");
  const emails = demoAccounts.map((account) => account.email);
  const known = await database.db
    .select({ email: schema.users.email })
    .from(schema.users)
    .where(inArray(schema.users.email, emails));
  const missing = demoAccounts.filter((account) => !known.some((user) => user.email === account.email));
  for (const { email, name, role, password } of missing) {
    const passwordHash = await passwords.hash(password);
    await database.db
      .insert(schema.users)
      .values({ id: uuidv7(), email, name, role, passwordHash, demo: true, createdAt: now() })
      .onConflictDoNothing({ target: schema.users.email });
  }
}
