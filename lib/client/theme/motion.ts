/** True when numbers and rows should not move: the system says so, or the person did in the settings (`<html data-motion="reduce">`). */
export const prefersReducedMotion = (): boolean =>
  document.documentElement.dataset.motion === "reduce" || matchMedia("(prefers-reduced-motion: reduce)").matches;
