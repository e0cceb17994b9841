import type { Mutation } from "@/server/scripts/mutate/mutation";

/** What the relay does at its next publishing of orders, once a SIGUSR2 has come: between commit and emit. */
export type RelayFault = "crash" | "lose" | "repeat" | "throw";

const publish = "streams[stream].publish(logs[stream].append(epoch, events));";
const acts: Record<RelayFault, string> = {
  crash: 'process.kill(process.pid, "SIGKILL")',
  lose: "return void logs[stream].append(epoch, events)",
  repeat: "streams[stream].publish(logs[stream].append(epoch, events))",
  throw: 'throw new Error("broken on purpose")',
};

/** Signals choose the fault by how many came: the n-th SIGUSR2 arms the n-th of these. */
export const faultyRelay = (faults: readonly RelayFault[]): { banner: string; mutation: Mutation } => ({
  banner: `globalThis.soakSignals = 0; globalThis.soakArmed = 0;
process.on("SIGUSR2", () => { globalThis.soakArmed = ++globalThis.soakSignals; });`,
  mutation: {
    rule: "relay",
    file: "server/event-delivery.ts",
    find: publish,
    put: `{
      const soak = globalThis as unknown as { soakArmed: number };
      if (soak.soakArmed > 0 && stream === "orders") {
        const armed = ${JSON.stringify(faults)}[(soak.soakArmed - 1) % ${faults.length}];
        soak.soakArmed = 0;
        process.stdout.write(\`soak fault: \${armed}\\n\`);
        ${faults.map((fault) => `if (armed === "${fault}") ${acts[fault]};`).join("\n        ")}
      }
      ${publish}
    }`,
  },
});
