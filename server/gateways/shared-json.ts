const texts = new WeakMap<object, string>();

/** JSON of what many receive, made once for as long as it lives: a stream keeps one object per event and audience. */
export function sharedJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}
