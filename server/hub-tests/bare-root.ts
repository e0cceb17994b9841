import type { ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";

/**
 * A React root for components that render nothing: effects and updates run as in a browser, and there is no document to draw in.
 * What is drawn is seen by the browser tests.
 */
export function createBareRoot(): { render(node: ReactNode): void; [Symbol.dispose](): void } {
  const noop = () => undefined;
  // The three things of a page that React asks for even when it draws nothing.
  const window = { HTMLIFrameElement: class {} };
  Object.assign(globalThis, { window });
  const ownerDocument = { nodeType: 9, addEventListener: noop, activeElement: null, defaultView: window };
  const container = { nodeType: 1, nodeName: "DIV", tagName: "DIV", ownerDocument, addEventListener: noop };
  const root: Root = createRoot(container as unknown as Element);
  return { render: (node) => root.render(node), [Symbol.dispose]: () => root.unmount() };
}
