import type { operations } from "@/lib/contracts/identity";
import type { OutputOf } from "@/lib/hub-protocol";
import { findAccess } from "./access";
import type { Command } from "./command";
import { accessFlags } from "./common-flags";
import { jsonLine, printable } from "./output";

export const whoami: Command = {
  name: "whoami",
  takes: "",
  summary: "tell who you are at the server, and what you may do",
  flags: accessFlags,
  async run(typed, world) {
    const { output } = world;
    const access = findAccess(typed, world);
    const me = await access.call<typeof operations.readMe>("/api/me");
    if (typed.has("json") || !output.isTerminal) return output.line(jsonLine(me));
    await output.line(`${whoText(me)} at ${access.server.url}`);
    await output.line(`may: ${me.permissions.join(", ")}`);
  },
};

/** "Maya Khan <maya@example.com>, operator", or "Webshop, an API key (pb_Zk3v9QxA…) until 2027-01-31". */
function whoText(me: OutputOf<typeof operations.readMe>): string {
  if (me.kind === "user") return `${printable(me.name)} <${printable(me.email)}>, ${me.role}`;
  const end = me.expiresAt === null ? "" : ` until ${me.expiresAt.slice(0, 10)}`;
  return `${printable(me.name)}, an API key (${me.prefix}…)${end}`;
}
