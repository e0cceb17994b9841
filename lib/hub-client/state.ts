import type { HandshakeRefusal } from "@/lib/hub-protocol";

/** Why a client does not come back by itself: what the server said, or this side's own decision. */
export type ClosedCode = HandshakeRefusal["code"] | "CLIENT_CLOSED" | "GAVE_UP";

/** The connection as it is now. Times in ms since 1970; `attempt` counts from 1 since the connection was last stable. */
export type ConnectionState =
  | { readonly kind: "connecting"; readonly attempt: number }
  | { readonly kind: "live"; readonly since: number; readonly connectionId: string }
  | { readonly kind: "waiting"; readonly attempt: number; readonly retryAtMs: number; readonly reason: string }
  | { readonly kind: "closed"; readonly code: ClosedCode; readonly message: string };

/** What a client is before it was told to connect, and on a server that only renders. */
export const initialState: ConnectionState = { kind: "connecting", attempt: 1 };
