import type { ChildProcess } from "node:child_process";
import type { CallsOf } from "./messages";

interface Request {
  id: number;
  name: string;
  input: unknown;
}

type Answer = { id: number; output: unknown } | { id: number; error: string };

const answerTimeoutMs = 120_000;

/** Asks a child process by name. Rejects with what the child says went wrong, when it ends, or after two minutes. */
export type Ask<C extends CallsOf<C>> = <N extends keyof C & string>(
  name: N,
  input: C[N]["input"],
) => Promise<C[N]["output"]>;

/** Returns the asking end of the channel to a child that was started with IPC. */
export function askerOf<C extends CallsOf<C>>(child: ChildProcess, what: string): Ask<C> {
  const waiting = new Map<number, { resolve: (output: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  child.on("message", (answer: Answer) => {
    const asked = waiting.get(answer.id);
    if ("error" in answer) asked?.reject(new Error(`${what}: ${answer.error}`));
    else asked?.resolve(answer.output);
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${what} ended (${code ?? signal}).`));
  });
  return (name, input) => {
    lastId += 1;
    const id = lastId;
    return new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} did not answer "${name}".`)), answerTimeoutMs);
      const settled = () => {
        clearTimeout(timer);
        waiting.delete(id);
      };
      waiting.set(id, {
        resolve: (output) => {
          settled();
          resolve(output);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      child.send({ id, name, input } satisfies Request, (error) => {
        if (error !== null) waiting.get(id)?.reject(error);
      });
    });
  };
}

export type Handlers<C extends CallsOf<C>> = {
  readonly [N in keyof C & string]: (input: C[N]["input"]) => C[N]["output"] | Promise<C[N]["output"]>;
};

/** Serves the asking process; this process ends with it. */
export function serve<C extends CallsOf<C>>(handlers: Handlers<C>): void {
  const byName = handlers as unknown as Readonly<Record<string, ((input: unknown) => unknown) | undefined>>;
  async function answer({ id, name, input }: Request): Promise<Answer> {
    try {
      const handler = byName[name];
      if (handler === undefined) throw new Error(`There is no "${name}".`);
      return { id, output: await handler(input) };
    } catch (error) {
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
  process.on("message", (request: Request) => {
    void answer(request).then((reply) => process.send?.(reply));
  });
  process.on("disconnect", () => process.exit());
}
