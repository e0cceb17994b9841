import { meetsDemand } from "@/lib/contracts/permissions";
import {
  HubError,
  type InputOf,
  type ItemOf,
  type Operation,
  type OutputOf,
  type ParsedInputOf,
  parseInput,
  type StreamOperation,
} from "@/lib/hub-protocol";
import type { Principal, VerbContext } from "./context";

/** A verb: guards and parses by its operation, then runs. The same one serves REST, hub, pages and workers. */
export interface Verb<O extends Operation> {
  (context: VerbContext, input: InputOf<O>): Promise<OutputOf<O>>;
  readonly operation: O;
}

/** Context of a verb that demands somebody signed in. */
export interface SignedInContext extends VerbContext {
  principal: Principal;
}

type ContextOf<O extends Operation> = O["permission"] extends "public" ? VerbContext : SignedInContext;

/**
 * Throws UNAUTHENTICATED or FORBIDDEN before anything is read, then INVALID_ARGUMENT with the paths of what is wrong.
 * An operation whose permission depends on its input is parsed first.
 */
export function defineVerb<O extends Operation>(
  operation: O,
  run: (context: ContextOf<O>, input: ParsedInputOf<O>) => Promise<OutputOf<O>>,
): Verb<O> {
  const verb = async (context: VerbContext, input: InputOf<O>): Promise<OutputOf<O>> => {
    const { permission } = operation;
    if (typeof permission === "string") demand(context, permission);
    const parsed = parseInput(operation.input, input) as ParsedInputOf<O>;
    if (typeof permission === "function") demand(context, permission(parsed));
    return run(context as ContextOf<O>, parsed);
  };
  return Object.assign(verb, { operation });
}

/** A verb that answers item by item. What is wrong with the asking rejects at once; what fails later ends the items. */
export interface StreamVerb<O extends StreamOperation> {
  (context: VerbContext, input: InputOf<O>): Promise<AsyncIterable<ItemOf<O>>>;
  readonly operation: O;
}

/** The same guard before the first item. */
export function defineStreamVerb<O extends StreamOperation>(
  operation: O,
  run: (context: SignedInContext, input: ParsedInputOf<O>) => Promise<AsyncIterable<ItemOf<O>>>,
): StreamVerb<O> {
  const verb = async (context: VerbContext, input: InputOf<O>): Promise<AsyncIterable<ItemOf<O>>> => {
    const { permission } = operation;
    if (typeof permission === "string") demand(context, permission);
    const parsed = parseInput(operation.input, input) as ParsedInputOf<O>;
    if (typeof permission === "function") demand(context, permission(parsed));
    return run(context as SignedInContext, parsed);
  };
  return Object.assign(verb, { operation });
}

export function demand(context: VerbContext, permission: string): asserts context is SignedInContext {
  if (permission === "public") return;
  if (!context.principal) throw new HubError("UNAUTHENTICATED", "Sign in first.");
  if (meetsDemand(context.principal, permission)) return;
  const reason =
    permission === "own"
      ? "This belongs to a person: an API key has none."
      : `This needs the permission ${permission}.`;
  throw new HubError("FORBIDDEN", reason);
}
