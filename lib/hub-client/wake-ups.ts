/** How often the clock is looked at, and by how much it must have jumped. */
const lookMs = 1_000;
const jumpMs = 5_000;

/**
 * Calls `wake` whenever what is known of the network may have become wrong: the machine slept (its clock jumped), the network came or went,
 * a tab became visible, was thawed, or came back from the browser's history. Returns what ends it. Outside a browser there is the clock alone.
 */
export function watchWakeUps(wake: () => void): () => void {
  const stopClock = watchClock(() => {
    // The timers of a hidden tab are held back. It is woken when somebody looks.
    if (!isHidden()) wake();
  });
  if (typeof window === "undefined" || typeof document === "undefined") return stopClock;
  const onVisibility = () => {
    if (!isHidden()) wake();
  };
  const onPageShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) wake();
  };
  window.addEventListener("online", wake);
  window.addEventListener("offline", wake);
  window.addEventListener("pageshow", onPageShow);
  document.addEventListener("visibilitychange", onVisibility);
  document.addEventListener("resume", wake);
  return () => {
    stopClock();
    window.removeEventListener("online", wake);
    window.removeEventListener("offline", wake);
    window.removeEventListener("pageshow", onPageShow);
    document.removeEventListener("visibilitychange", onVisibility);
    document.removeEventListener("resume", wake);
  };
}

const isHidden = (): boolean => typeof document !== "undefined" && document.visibilityState === "hidden";

const clockListeners = new Set<() => void>();
let stopLooking: (() => void) | undefined;

/** One timer for all: a test or a benchmark has thousands of clients in one process. */
function watchClock(onJump: () => void): () => void {
  const listener = () => onJump();
  clockListeners.add(listener);
  stopLooking ??= lookAtClock();
  return () => {
    clockListeners.delete(listener);
    if (clockListeners.size > 0) return;
    stopLooking?.();
    stopLooking = undefined;
  };
}

/** A sleep stops the timers and not the time of day. */
function lookAtClock(): () => void {
  let lastMs = Date.now();
  const timer = setInterval(() => {
    const nowMs = Date.now();
    const slept = Math.abs(nowMs - lastMs) > jumpMs;
    lastMs = nowMs;
    if (slept) for (const tell of [...clockListeners]) tell();
  }, lookMs);
  // In Node it must keep no process alive.
  if (typeof timer === "object") timer.unref();
  return () => clearInterval(timer);
}
