import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Answer, Order } from "./messages";

type AnswerTo<K extends Answer["kind"]> = Extract<Answer, { kind: K }>;

/** Several processes of clients: one alone would be busier than the server. */
export class Herds implements AsyncDisposable {
  readonly #children: readonly ChildProcess[];

  constructor(count: number) {
    // In a bundle with broken lines (npm run mutate -- faults) it stands beside this one.
    const name = import.meta.url.endsWith(".ts") ? "./herd.ts" : "./herd.mjs";
    const program = fileURLToPath(new URL(name, import.meta.url));
    this.#children = Array.from({ length: count }, () =>
      fork(program, { stdio: ["ignore", "ignore", "inherit", "ipc"] }),
    );
  }

  /** How many have ended by themselves. */
  get dead(): number {
    return this.#children.filter(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null).length;
  }

  /** Each does it; rejects when one fails or dies. */
  all<K extends Answer["kind"]>(kind: K, order: Order): Promise<AnswerTo<K>[]> {
    return Promise.all(this.#children.map((child) => ask(child, kind, order)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      }),
    );
  }
}

async function ask<K extends Answer["kind"]>(child: ChildProcess, kind: K, order: Order): Promise<AnswerTo<K>> {
  const abort = new AbortController();
  const { signal } = abort;
  try {
    const answered = once(child, "message", { signal });
    const died = once(child, "exit", { signal }).then(() => {
      throw new Error("a process of clients died");
    });
    died.catch(() => undefined);
    child.send(order);
    const [answer] = (await Promise.race([answered, died])) as [Answer];
    if (answer.kind !== kind) throw new Error(answer.kind === "failed" ? answer.message : `answered ${answer.kind}`);
    return answer as AnswerTo<K>;
  } finally {
    abort.abort();
  }
}
