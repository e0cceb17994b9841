import type { Mutation } from "../mutation";
import { callMutations } from "./calls";
import { clientMutations } from "./client";
import { clientStreamMutations } from "./client-streams";
import { clientsMutations } from "./clients";
import { durableStreamMutations } from "./durable-streams";
import { handshakeMutations } from "./handshake";
import { itemMutations } from "./items";
import { lifecycleMutations } from "./lifecycle";
import { loopbackMutations } from "./loopback";
import { nodeMutations } from "./nodes";
import { reactMutations } from "./react";
import { rightsMutations } from "./rights";
import { typeMutations } from "./types";
import { wireMutations } from "./wire";

/** One line for each rule of docs/hub.md, at least. */
export const hubMutations: readonly Mutation[] = [
  ...callMutations,
  ...rightsMutations,
  ...handshakeMutations,
  ...lifecycleMutations,
  ...loopbackMutations,
  ...clientsMutations,
  ...itemMutations,
  ...wireMutations,
  ...durableStreamMutations,
  ...clientMutations,
  ...clientStreamMutations,
  ...reactMutations,
  ...typeMutations,
  ...nodeMutations,
];
