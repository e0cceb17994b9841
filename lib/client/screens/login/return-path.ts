/** Pages that somebody who has just signed in did not want. */
const notBack = /^\/(login|setup|api)(\/|\?|#|$)/;

/**
 * Where to go after signing in: `from` if it is a path of ours, otherwise the overview. Nothing that a browser would read as
 * another host (`//host`, `/\host`, tabs and line ends that it leaves out) comes back from here.
 */
export function returnPath(from: unknown): string {
  if (typeof from !== "string" || !from.startsWith("/") || from.length > 2_000) return "/";
  const base = "http://here.invalid";
  if (!URL.canParse(from, base)) return "/";
  const url = new URL(from, base);
  const path = `${url.pathname}${url.search}${url.hash}`;
  return url.origin !== base || path.startsWith("//") || notBack.test(path) ? "/" : path;
}
