import { expect, it } from "vitest";
import type { DeadLetter } from "@/lib/contracts/dead-letters";
import { HubError } from "@/lib/hub-protocol";
import { failureText, isGone, streamWord, subjectOf, triesText, typeWord } from "./dead-letter-words";

const letter = (payload: unknown): DeadLetter => ({
  id: "0198b0a0-0000-7000-8000-000000000000",
  stream: "orders",
  type: "order.created",
  at: "2026-01-01T00:00:00.000Z",
  payload,
  offset: null,
  error: "no",
  tries: 5,
  diedAt: "2026-01-01T00:00:01.000Z",
});

it("names an event as a person would, and one that is not known by its own words", () => {
  expect([typeWord("order.created"), typeWord("partial_refund.made"), typeWord("")]).toEqual([
    "Order created",
    "Partial refund made",
    "",
  ]);
  expect([streamWord("orders"), streamWord("audit")]).toEqual(["Orders", "audit"]);
  expect([triesText(1), triesText(5)]).toEqual(["1 time", "5 times"]);
});

it("finds out what it is about in whatever was to be told", () => {
  expect(subjectOf(letter({ number: "#1042", title: "x" }))).toBe("#1042");
  expect(subjectOf(letter({ title: "Disk is full" }))).toBe("Disk is full");
  for (const payload of [null, "text", {}, { number: 7 }, []]) expect(subjectOf(letter(payload))).toBeNull();
});

it("tells what is gone from what failed", () => {
  expect([isGone(new HubError("NOT_FOUND")), isGone(new HubError("DISCONNECTED")), isGone(new Error("x"))]).toEqual([
    true,
    false,
    false,
  ]);
  expect(failureText(new HubError("DISCONNECTED", "The server cannot be reached."))).toBe(
    "The server cannot be reached.",
  );
  expect(failureText(new TypeError("x is not a function"))).not.toContain("function");
});
