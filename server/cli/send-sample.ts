import { type operations, Sample } from "@/lib/contracts/metrics";
import { HubError } from "@/lib/hub-protocol";
import { findAccess } from "./access";
import type { Command, Typed } from "./command";
import { accessFlags } from "./common-flags";
import { jsonLine, printable } from "./output";

export const sendSample: Command = {
  name: "send",
  takes: "NAME VALUE",
  summary: "send one measurement",
  flags: {
    ...accessFlags,
    unit: { type: "string", value: "UNIT", help: "such as ms, %, B, count, or a currency for money in minor units" },
    label: {
      type: "string",
      multiple: true,
      value: "K=V",
      help: "as often as needed; source=NAME says where it comes from",
    },
    at: { type: "string", value: "TIME", help: "when it was measured, ISO 8601 (now)" },
  },
  async run(typed, world) {
    const samples = [readSample(typed)];
    const access = findAccess(typed, world);
    const reply = await access.call<typeof operations.recordSamples>("/api/metrics", {
      method: "POST",
      body: { samples },
    });
    if (typed.has("json") || !world.output.isTerminal) return world.output.line(jsonLine(reply));
    await world.output.line(`Sent ${printable(typed.positionals.join(" = "))}.`);
  },
};

/** Throws INVALID_ARGUMENT, by the same rules as the server. */
function readSample(typed: Typed): Sample {
  const [name, value, ...more] = typed.positionals;
  if (name === undefined || value === undefined || more.length > 0 || value.trim() === "")
    throw new HubError("INVALID_ARGUMENT", "A name and a value are needed, such as: pulseboard send queue.depth 42");
  const labels = Object.fromEntries(typed.texts("label").map(readLabel));
  const parsed = Sample.safeParse({
    name,
    value: Number(value),
    unit: typed.text("unit"),
    at: typed.text("at"),
    labels: Object.keys(labels).length > 0 ? labels : undefined,
  });
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join(" ")}: ${issue.message}`);
  throw new HubError("INVALID_ARGUMENT", reasons.join(" "));
}

function readLabel(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new HubError("INVALID_ARGUMENT", `--label takes NAME=VALUE, not ${text}.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
