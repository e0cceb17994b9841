"use client";

import { useSyncExternalStore } from "react";

const subscribe = () => () => undefined;

/** The address that this page was opened by; what curl must reach too. Empty while the server renders. */
export const useOrigin = (): string =>
  useSyncExternalStore(
    subscribe,
    () => window.location.origin,
    () => "",
  );
