import type { ReactNode } from "react";

/** Text for screen readers alone. */
export function Hidden({ children, id }: { children: ReactNode; id?: string }) {
  return (
    <span data-pb-hidden="" id={id}>
      {children}
    </span>
  );
}
