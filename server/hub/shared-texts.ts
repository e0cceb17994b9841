/** Different ones that are shared; a server meets far fewer kinds of client. Beyond it each keeps its own. */
const maxShared = 1_000;
/** Nobody may fill the memory with long ones. */
const maxLength = 4_096;

/** Returns what gives for a text the equal one that was there before: kept by 10,000 connections it is then in memory once. */
export function createSharedTexts(): (text: string) => string {
  const shared = new Map<string, string>();
  return (text) => {
    const known = shared.get(text);
    if (known !== undefined) return known;
    if (shared.size < maxShared && text.length <= maxLength) shared.set(text, text);
    return text;
  };
}
