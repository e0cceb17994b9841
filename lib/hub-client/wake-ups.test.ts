import { afterEach, expect, it, vi } from "vitest";
import { watchWakeUps } from "./wake-ups";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page's window and document; `wakes` counts. */
function watchPage() {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("window", window);
  vi.stubGlobal("document", document);
  const seen = { wakes: 0 };
  const stop = watchWakeUps(() => {
    seen.wakes += 1;
  });
  return { window, document, seen, stop };
}

it("[C-WAKE] wakes when the network comes or goes, when the tab becomes visible, is thawed or comes back, until it is stopped", () => {
  const { window, document, seen, stop } = watchPage();
  const signs = () => {
    window.dispatchEvent(new Event("online"));
    window.dispatchEvent(new Event("offline"));
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    document.dispatchEvent(new Event("visibilitychange"));
    document.dispatchEvent(new Event("resume"));
  };
  signs();
  expect(seen.wakes).toBe(5);
  document.visibilityState = "hidden";
  document.dispatchEvent(new Event("visibilitychange"));
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
  expect(seen.wakes).toBe(5);
  stop();
  document.visibilityState = "visible";
  signs();
  expect(seen.wakes).toBe(5);
});

it("[C-WAKE-CLOCK] a clock that jumped says that the machine slept; a hidden tab, whose timers are held back, waits until it is seen", () => {
  vi.useFakeTimers();
  const { document, seen, stop } = watchPage();
  vi.advanceTimersByTime(60_000);
  expect(seen.wakes).toBe(0);
  vi.setSystemTime(Date.now() + 600_000);
  vi.advanceTimersByTime(1_000);
  expect(seen.wakes).toBe(1);
  document.visibilityState = "hidden";
  vi.setSystemTime(Date.now() + 600_000);
  vi.advanceTimersByTime(1_000);
  expect(seen.wakes).toBe(1);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

it("[C-WAKE-NODE] where there is no window the clock alone is watched", () => {
  vi.useFakeTimers();
  let wakes = 0;
  const stop = watchWakeUps(() => {
    wakes += 1;
  });
  vi.setSystemTime(Date.now() + 600_000);
  vi.advanceTimersByTime(1_000);
  stop();
  expect([wakes, vi.getTimerCount()]).toEqual([1, 0]);
});
