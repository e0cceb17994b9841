import type { operations } from "@/lib/contracts/identity";
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
    await output.line(`${printable(me.name)} <${printable(me.email)}>, ${me.role} at ${access.server.url}`);
    await output.line(`may: ${me.permissions.join(", ")}`);
  },
};
