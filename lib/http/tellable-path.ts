/** Longer than a UUID: a part of a path that may be a secret. */
const longestTellable = 40;
const maxParts = 10;

/** A path as log and audit may hold it: without what may be a secret in it, such as the one of a link. */
export const tellablePath = (path: string): string =>
  path
    .split("/", maxParts)
    .map((part) => (part.length > longestTellable ? "…" : part))
    .join("/");
