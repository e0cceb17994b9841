import type { AnyContract, ServerMethod } from "@/lib/hub-protocol";
import { HubError, parseInput } from "@/lib/hub-protocol";
import type { HubDemands } from "./authorize";
import type { Call, Implementation, Policies } from "./call";
import type { HubFilter } from "./filters";
import { runInvoke } from "./filters";
import type { Principal } from "./principal";
import type { RunningCall } from "./running-call";

type AfterReply = Call<AnyContract, Principal>["afterReply"];
type Run<C extends AnyContract, P extends Principal, T> = (call: Call<C, P>) => T;
/** The typed objects of the application, by names that come from the wire. */
type ByName<C extends AnyContract, P extends Principal, T> = Readonly<Record<string, Run<C, P, T> | undefined>>;

export interface InvokerOptions<C extends AnyContract, P extends Principal> {
  contract: C;
  implementation: () => Implementation<C, P>;
  demands: HubDemands<P>;
  policies: Policies<C, P>;
  /** The outermost first. */
  filters: readonly HubFilter<P>[];
  callFor: (running: RunningCall<P>, input: unknown, afterReply: AfterReply) => Call<C, P>;
}

/**
 * Runs a call inside the filters: find → permission → validate → resource policy → method. Each call gets a hub object of its own.
 * A permission that depends on the input is asked after the validation, by the validated input.
 * Throws when the implementation lacks a method of the contract.
 */
export function createInvoker<C extends AnyContract, P extends Principal>(options: InvokerOptions<C, P>) {
  const { contract, demands, filters } = options;
  const policies = options.policies as unknown as ByName<C, P, boolean | Promise<boolean>>;
  const newHubObject = () => options.implementation() as unknown as ByName<C, P, unknown>;
  assertComplete(contract, newHubObject(), policies);

  async function execute(running: RunningCall<P>, afterReply: AfterReply): Promise<unknown> {
    const { connection, meta, method: name } = running;
    const operation = operationOf(contract, running.name);
    if (operation === undefined) throw new HubError("METHOD_NOT_FOUND", `There is no method "${name}".`);
    demands.before(connection.principal, operation);
    const input = parseInput(operation.input, running.input);
    demands.byInput(connection.principal, operation, input);
    if (meta === null && (operation.kind === "stream" || operation.upload !== undefined))
      throw new HubError("INVALID_ARGUMENT", "A call with a stream needs { id } as its third element.", {
        fields: [{ path: "meta.id", message: "Required." }],
      });
    const call = options.callFor(running, input, afterReply);
    const policy = Object.hasOwn(policies, name) ? policies[name] : undefined;
    // Nothing but a clear yes lets somebody in.
    if (policy !== undefined && (await policy(call)) !== true) throw new HubError("FORBIDDEN", "This is not for you.");
    if (running.isCancelled) throw new HubError("CANCELLED");
    return runMethod(running, newHubObject(), call);
  }

  async function runMethod(running: RunningCall<P>, hubObject: ByName<C, P, unknown>, call: Call<C, P>) {
    let value: unknown;
    try {
      value = await hubObject[running.method]?.(call);
    } catch (error) {
      throw running.failure ?? error;
    }
    if (running.failure !== undefined) throw running.failure;
    return value;
  }

  return (running: RunningCall<P>, afterReply: AfterReply): Promise<unknown> =>
    runInvoke(
      filters,
      {
        hub: contract.path,
        method: running.method,
        input: running.input,
        connection: running.connection,
        traceId: running.traceId,
        get signal() {
          return running.signal;
        },
      },
      () => execute(running, afterReply),
    );
}

/** The contract's method of this name; names from the wire reach nothing else. */
export const operationOf = (contract: AnyContract, name: unknown): ServerMethod | undefined =>
  typeof name === "string" && Object.hasOwn(contract.server, name) ? contract.server[name] : undefined;

function assertComplete(contract: AnyContract, methods: object, policies: object): void {
  for (const name of Object.keys(contract.server)) {
    if (typeof (methods as Record<string, unknown>)[name] !== "function")
      throw new Error(`${contract.path} has no implementation of "${name}".`);
  }
  for (const name of Object.keys(policies)) {
    if (!Object.hasOwn(contract.server, name))
      throw new Error(`${contract.path} has a policy for no method: "${name}".`);
  }
}
