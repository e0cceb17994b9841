import { describe, expect, it } from "vitest";
import { addAnnouncement, emptyQueue, speakAll, waitMsOf } from "./announcements";

const queueOf = (...messages: string[]) =>
  messages.reduce((queue, message) => addAnnouncement(queue, message, message), emptyQueue);

describe("announcements", () => {
  it("[SCREEN READERS one message per 10 s] says the first at once and the next only after the pause", () => {
    const { text, queue } = speakAll(queueOf("3 new orders"), 50_000);
    expect(text).toBe("3 new orders.");
    expect(waitMsOf(queue, 50_001)).toBeNull();
    const next = addAnnouncement(queue, "a", "Reconnected");
    expect(waitMsOf(next, 51_000)).toBe(9000);
    expect(waitMsOf(next, 60_000)).toBe(0);
  });

  it("[SCREEN READERS coalesced] joins what waits, and counts beyond three", () => {
    expect(speakAll(queueOf("A", "B."), 0).text).toBe("A. B.");
    expect(speakAll(queueOf("A", "B", "C", "D", "E"), 0).text).toBe("C. D. E. And 2 more.");
  });

  it("[SCREEN READERS coalesced] keeps only the newest message of a key", () => {
    const queue = addAnnouncement(addAnnouncement(emptyQueue, "orders", "3 new orders"), "orders", "7 new orders");
    expect(speakAll(queue, 0).text).toBe("7 new orders.");
  });
});
