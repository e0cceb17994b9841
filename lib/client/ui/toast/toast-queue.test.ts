import { describe, expect, it } from "vitest";
import {
  emptyToasts,
  type NewToast,
  type ToastAction,
  type ToastState,
  toastReducer,
  visibleToasts,
} from "./toast-queue";

const info = (fingerprint: string): NewToast => ({ fingerprint, severity: "info", title: fingerprint });
const critical = (fingerprint: string): NewToast => ({ fingerprint, severity: "critical", title: fingerprint });
const show = (toast: NewToast): ToastAction => ({ type: "show", toast });
const run = (state: ToastState, ...actions: ToastAction[]) => actions.reduce(toastReducer, state);
const names = (state: ToastState) => visibleToasts(state).shown.map((toast) => toast.fingerprint);

describe("toast queue", () => {
  it("[TOASTS three at most, then +N] shows the newest three, newest first", () => {
    const state = run(emptyToasts, ...["a", "b", "c", "d", "e"].map((name) => show(info(name))));
    expect(names(state)).toEqual(["e", "d", "c"]);
    expect(visibleToasts(state).more).toBe(2);
  });

  it("[TOASTS 6 s] ends each toast six seconds after it came", () => {
    const state = run(emptyToasts, show(info("a")), { type: "elapse", ms: 4000 }, show(info("b")), {
      type: "elapse",
      ms: 1999,
    });
    expect(names(state)).toEqual(["b", "a"]);
    expect(names(run(state, { type: "elapse", ms: 1 }))).toEqual(["b"]);
    expect(names(run(state, { type: "elapse", ms: 4001 }))).toEqual([]);
  });

  it("[TOASTS critical stays] keeps a critical one until somebody dismisses it, and in sight when others come", () => {
    const state = run(emptyToasts, show(critical("fire")), ...["a", "b", "c"].map((name) => show(info(name))));
    expect(names(state)).toEqual(["c", "b", "fire"]);
    const later = run(state, { type: "elapse", ms: 3_600_000 });
    expect(names(later)).toEqual(["fire"]);
    expect(names(run(later, { type: "dismiss", fingerprint: "fire" }))).toEqual([]);
  });

  it("[TOASTS held] stops time and keeps what is on screen where it is", () => {
    const held = run(emptyToasts, ...["a", "b", "c"].map((name) => show(info(name))), { type: "hold" });
    const later = run(held, show(critical("fire")), { type: "elapse", ms: 60_000 });
    expect(names(later)).toEqual(["c", "b", "a"]);
    expect(visibleToasts(later).more).toBe(1);
    expect(names(run(later, { type: "release" }))).toEqual(["fire", "c", "b"]);
  });

  it("[TOASTS held] fills a place that somebody cleared while holding", () => {
    const held = run(emptyToasts, ...["a", "b", "c", "d"].map((name) => show(info(name))), { type: "hold" });
    expect(names(run(held, { type: "dismiss", fingerprint: "c" }))).toEqual(["d", "b", "a"]);
  });

  it("[TOASTS merged by fingerprint] counts repeats in place and gives them their time again", () => {
    const state = run(
      emptyToasts,
      show(info("a")),
      show(info("b")),
      { type: "elapse", ms: 5000 },
      {
        type: "show",
        toast: { ...info("a"), title: "again" },
      },
    );
    expect(names(state)).toEqual(["b", "a"]);
    expect(visibleToasts(state).shown[1]).toMatchObject({ count: 2, title: "again", leftMs: 6000 });
    expect(names(run(state, { type: "elapse", ms: 1000 }))).toEqual(["a"]);
  });

  it("[TOASTS] lets a repeat become critical, and then stay", () => {
    const state = run(emptyToasts, show(info("a")), show(critical("a")), { type: "elapse", ms: 60_000 });
    expect(names(state)).toEqual(["a"]);
  });

  it("[TOASTS bounded] forgets the oldest beyond fifty, never a critical one first", () => {
    const many = Array.from({ length: 80 }, (_, i) => show(info(`i${i}`)));
    const state = run(emptyToasts, show(critical("fire")), ...many);
    expect(state.toasts).toHaveLength(50);
    expect(state.toasts.some((toast) => toast.fingerprint === "fire")).toBe(true);
  });
});
