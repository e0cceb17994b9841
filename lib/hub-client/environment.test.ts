import { afterEach, expect, it, vi } from "vitest";
import { defaultEnvironment } from "./environment";

afterEach(() => vi.unstubAllGlobals());

it("[C-WAKE] wakes when the network comes back and when the tab becomes visible, until it is stopped", () => {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("window", window);
  vi.stubGlobal("document", document);
  let wakes = 0;
  const stop = defaultEnvironment.watchWakeUps(() => {
    wakes += 1;
  });
  window.dispatchEvent(new Event("online"));
  document.dispatchEvent(new Event("visibilitychange"));
  expect(wakes).toBe(2);
  document.visibilityState = "hidden";
  document.dispatchEvent(new Event("visibilitychange"));
  expect(wakes).toBe(2);
  stop();
  document.visibilityState = "visible";
  window.dispatchEvent(new Event("online"));
  document.dispatchEvent(new Event("visibilitychange"));
  expect(wakes).toBe(2);
});

it("[C-WAKE-NODE] where there is no window there is nothing to watch", () => {
  expect(defaultEnvironment.watchWakeUps(() => undefined)).toBeTypeOf("function");
});
