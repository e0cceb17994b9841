"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Me, Shop } from "@/lib/contracts/identity";
import { type Permission, permits } from "@/lib/contracts/permissions";

/** Who is signed in, and the shop; read on the server with each page. */
export interface SessionInfo {
  me: Me;
  shop: Shop;
  /** When the session runs out by itself, ms of the server's clock; null for one without an end. */
  sessionEndsAtMs: number | null;
}

const Session = createContext<SessionInfo | null>(null);

export function SessionProvider({ value, children }: { value: SessionInfo; children: ReactNode }) {
  return <Session value={value}>{children}</Session>;
}

export function useSessionInfo(): SessionInfo {
  const session = useContext(Session);
  if (!session) throw new Error("useSessionInfo needs a SessionProvider above it.");
  return session;
}

/** Whether the one signed in may do something; what they may not is not offered. The server decides all the same. */
export const usePermission = (permission: Permission): boolean => permits(useSessionInfo().me.permissions, permission);
