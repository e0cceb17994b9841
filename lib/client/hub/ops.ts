"use client";

import type { OpsHub } from "@/lib/contracts/ops-hub";
import type { InputOf, OutputOf } from "@/lib/hub-protocol";
import { createHubHooks } from "./hooks";

const hooks = createHubHooks<OpsHub>();
export const { HubProvider, useHubClient, useConnection, useHubEvent, useInvoke, useStream, useClientResult } = hooks;

type Unsubscribe = InputOf<OpsHub["server"]["unsubscribe"]>;

interface Options {
  input: Unsubscribe;
  /** After each connect: the state as it is then. */
  onReply: (reply: OutputOf<OpsHub["server"]["subscribe"]>) => void;
}

/** One of the streams that are no durable ones: who is here, or a set of metrics. */
export function useSubscription({ input, onReply }: Options): void {
  hooks.useSubscription({ call: "subscribe", input, undo: { call: "unsubscribe", input }, onReply });
}
