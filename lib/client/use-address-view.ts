"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";

/** Whether the way back in the browser leads to the view before. */
type Step = "replace" | "push";

interface Translation<V> {
  /** The view of an address; the same function at each render. */
  read(params: URLSearchParams): V;
  /** The query that `read` understands, with its "?" or empty: equal for equal views. */
  write(view: V): string;
}

/**
 * The view that the address names, and how to go to another one without asking the server for a page. The next view shows at
 * once; the address, which Next follows a moment later, stays the only place that holds it.
 */
export function useAddressView<V>({ read, write }: Translation<V>): [V, (next: V, step?: Step) => void] {
  const path = usePathname();
  const search = useSearchParams().toString();
  const named = useMemo(() => read(new URLSearchParams(search)), [search, read]);
  const [ahead, setAhead] = useState<V | null>(null);
  if (ahead !== null && write(ahead) === write(named)) setAhead(null);

  const go = useCallback(
    (next: V, step: Step = "replace") => {
      const address = path + write(next);
      if (step === "push") window.history.pushState(null, "", address);
      else window.history.replaceState(null, "", address);
      setAhead(next);
    },
    [path, write],
  );
  return [ahead ?? named, go];
}
