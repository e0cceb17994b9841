/** Two letters for an avatar: first and last word's, or the first two of a single word: "Maya K." → "MK", "Admin" → "AD". */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? "?")];
  const last = words.length > 1 ? [...(words.at(-1) ?? "")] : [];
  return `${first[0] ?? "?"}${last[0] ?? first[1] ?? ""}`.toUpperCase();
}
