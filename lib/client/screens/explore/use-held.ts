"use client";

import { useState } from "react";
import { usePause } from "../../shell/pause";

/** The value as it was when the page was paused, and once more as it is when somebody asks for another view (`key`) meanwhile. */
export function useHeld<T>(value: T, key: string): T {
  const { paused } = usePause();
  const [held, setHeld] = useState<{ key: string; value: T } | null>(null);
  if (paused && held?.key !== key) setHeld({ key, value });
  if (!paused && held !== null) setHeld(null);
  return paused && held?.key === key ? held.value : value;
}
