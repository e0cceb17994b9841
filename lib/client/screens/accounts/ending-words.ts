import { isHubError } from "@/lib/hub-protocol";

/** What is said of sessions that were ended. */
export const endedWords = (ended: number): string =>
  ended === 0 ? "No other session was there" : ended === 1 ? "One session was ended" : `${ended} sessions were ended`;

/** What is said when ending did not work. */
export const failureWords = (error: unknown): string =>
  isHubError(error) ? error.message : "It did not work. Try again in a moment.";
