export type {
  HubClient,
  HubClientOptions,
  PlainCallName,
  PlainItemsName,
  ResultHandlerOf,
  StreamHandlersOf,
  SubscriptionOptions,
  UploadCallName,
  UploadItemsName,
} from "./api";
export { contractOf, createHubClient } from "./client";
export type { Credentials } from "./connection";
export type { Environment } from "./environment";
export type { GroupHandlers, PresentUser } from "./group-feed";
export type { CallOptions } from "./open-call";
export type { ResultContext } from "./results";
export type { RetryPolicy } from "./retry-policy";
export { defaultRetryPolicy, fullJitter } from "./retry-policy";
export type { ClientEncoding, TransportName } from "./socket";
export type { ClosedCode, ConnectionState } from "./state";
export { initialState } from "./state";
export type { StreamHandlers, StreamStart, TypedEvent } from "./stream-user";
