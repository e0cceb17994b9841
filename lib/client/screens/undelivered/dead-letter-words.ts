import type { DeadLetter } from "@/lib/contracts/dead-letters";
import { isHubError } from "@/lib/hub-protocol";

const streamWords: Record<string, string> = { orders: "Orders", notifications: "Notifications" };

/** The stream as people know it; one that is not known here by its own name. */
export const streamWord = (stream: string): string => streamWords[stream] ?? stream;

/** "order.created" as "Order created"; what has no such form stays as it is. */
export function typeWord(type: string): string {
  const words = type.replaceAll(/[._]/g, " ").trim();
  return words === "" ? type : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Which one it is about, by what its data calls itself: an order's number, a notification's title. Null when it has no name. */
export function subjectOf({ payload }: DeadLetter): string | null {
  if (typeof payload !== "object" || payload === null) return null;
  const { number, title } = payload as { number?: unknown; title?: unknown };
  return [number, title].find((name): name is string => typeof name === "string" && name !== "") ?? null;
}

export const triesText = (tries: number): string => `${tries} ${tries === 1 ? "time" : "times"}`;

/** Somebody else was faster: it is not there any more. */
export const isGone = (error: unknown): boolean => isHubError(error) && error.code === "NOT_FOUND";

export const goneWords = {
  title: "Somebody else was faster",
  body: "This event was retried or discarded already. The list is up to date again.",
} as const;

/** What went wrong with what one asked for, in a sentence. */
export const failureText = (error: unknown): string =>
  isHubError(error) ? error.message : "It did not work. Try again in a moment.";
