import { broken } from "../mutation";

/** What the compiler holds. */
export const typeMutations = [
  ...broken("server/hub-tests/type-check.ts", [["CT-COMPILED", "place === file ?", "place !== file ?"]]),
  ...broken("lib/hub-protocol/contract.ts", [
    ["C-TYPES", "export type OutputOf<O> =", "export type OutputOf<O> = O extends WithInput ? unknown :"],
    ["CT-ITEMS", "export type ItemOf<O> =", "export type ItemOf<O> = O extends WithInput ? unknown :"],
    ["CT-EVENTS", "export type PayloadOf<E> =", "export type PayloadOf<E> = E extends HubEvent ? unknown :"],
    [
      "CT-STREAMS",
      "StreamContract<infer D, z.ZodType> ? z.output<D> : unknown",
      "StreamContract<infer D, z.ZodType> ? D : unknown",
    ],
  ]),
  ...broken("lib/hub-client/api.ts", [
    ["CT-UPLOAD", "[UploadOf<Method<C, N>>] extends [never] ? N : never;", "N;"],
    ["CT-CONTRACT", "refresh?: (client: HubClient<C>,", "refresh?: (client: HubClient<AnyContract>,"],
  ]),
  ...broken("server/hub/client-results.ts", [["CT-RESULTS", "timeoutMs: number;", "timeoutMs?: number;"]]),
  ...broken("server/hub/clients.ts", [
    ["CT-RESULTS", "options: AskOptions,", "options?: AskOptions,"],
    ["CT-SENDERS", '(payload: PayloadOf<C["client"][E]>) => void;', "(payload: unknown) => void;"],
  ]),
  ...broken("server/hub/call.ts", [
    ["CT-METHODS", '? Awaitable<AsyncIterable<ItemOf<C["server"][M]>>>', "? Awaitable<AsyncIterable<unknown>>"],
  ]),
];
