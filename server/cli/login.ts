import type { operations } from "@/lib/contracts/identity";
import { HubError } from "@/lib/hub-protocol";
import { findServer } from "./access";
import { call, type Server } from "./api";
import { askPassword } from "./ask-password";
import type { Command, World } from "./command";
import { commonFlags } from "./common-flags";
import { printable } from "./output";
import { findSession, forgetSession, keepSession } from "./session-store";
import { signIn, signOut } from "./sign-in";

const { json: _json, ...flags } = commonFlags;

export const login: Command = {
  name: "login",
  takes: "",
  summary: "sign in and keep the session (30 days)",
  flags: { ...flags, email: { type: "string", value: "EMAIL", help: "who you are there" } },
  notes: [
    "",
    "The password is asked for, or read from PULSEBOARD_PASSWORD or from stdin. The session is kept in your own",
    "configuration folder, readable by you alone; the password is kept nowhere. `pulseboard logout` ends the session.",
  ],
  async run(typed, world) {
    const server = findServer(typed, world);
    const email = typed.text("email");
    if (!email) throw new HubError("INVALID_ARGUMENT", "Say who you are: --email E.");
    warnOfPlainText(server, world);
    const password = await askPassword(world, `${email} at ${server.url}`);
    const cookie = await signIn(server, { email, password });
    const headers = { cookie };
    const me = await call<typeof operations.readMe>(server, "/api/me", { headers });
    if (me.kind !== "user") throw new HubError("INTERNAL", `${server.url} does not say who you are.`);
    const path = keepSession(world.env, server.url, { email: me.email, userId: me.id, cookie });
    world.output.note(`Signed in to ${server.url} as ${printable(me.name)} (${me.role}). The session is in ${path}.`);
  },
};

export const logout: Command = {
  name: "logout",
  takes: "",
  summary: "end the session that login keeps",
  flags,
  async run(typed, world) {
    const server = findServer(typed, world);
    const session = findSession(world.env, server.url);
    if (!session) throw new HubError("UNAUTHENTICATED", `You are not signed in to ${server.url}.`);
    await signOut(server, session.cookie);
    forgetSession(world.env, server.url);
    world.output.note(`Signed out of ${server.url}.`);
  },
};

function warnOfPlainText({ url }: Server, { output }: World): void {
  const { protocol, hostname } = new URL(url);
  const isThisMachine = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  if (protocol === "http:" && !isThisMachine)
    output.note(`Warning: ${url} is not encrypted; others on the way can read the password.`);
}
