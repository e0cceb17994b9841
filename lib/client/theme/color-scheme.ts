"use client";

import { useSyncExternalStore } from "react";

export type AppliedScheme = "light" | "dark";

const attribute = "data-mantine-color-scheme";

const readScheme = (): AppliedScheme =>
  document.documentElement.getAttribute(attribute) === "dark" ? "dark" : "light";

function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: [attribute] });
  return () => observer.disconnect();
}

/** The scheme that is painted now; canvases use it to know when to read the tokens again. "light" while rendering on the server. */
export const useAppliedScheme = (): AppliedScheme => useSyncExternalStore(subscribe, readScheme, () => "light");

/** The value of a token such as `--pb-series-1` as CSS text, for canvases, which know no variables. */
export const readToken = (element: Element, name: string): string =>
  getComputedStyle(element).getPropertyValue(name).trim();
