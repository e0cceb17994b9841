"use client";

import { type RefObject, useEffect, useRef } from "react";

/**
 * For an element (with `tabIndex` -1) whose buttons come and go: when the one that had the focus goes, the element takes it, so
 * that whoever uses the keyboard stays at the place.
 */
export function useFocusKept<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null);
  const hadFocus = useRef(false);
  useEffect(() => {
    const note = () => {
      const inside = ref.current?.contains(document.activeElement) ?? false;
      // A button that is taken away leaves the focus to nobody: that is no leaving.
      if (inside || document.activeElement !== document.body) hadFocus.current = inside;
    };
    const leave = () => {
      hadFocus.current = false;
    };
    document.addEventListener("focusin", note);
    document.addEventListener("pointerdown", leave);
    return () => {
      document.removeEventListener("focusin", note);
      document.removeEventListener("pointerdown", leave);
    };
  }, []);
  useEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) ref.current?.focus({ preventScroll: true });
  });
  return ref;
}
