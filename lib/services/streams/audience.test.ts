import { describe, expect, it } from "vitest";
import type { StoredEvent } from "@/lib/db/stream-log";
import { envelopeFor } from "./audience";

const stored = (change: Partial<StoredEvent>): StoredEvent => ({
  stream: "orders",
  offset: 4,
  id: "e",
  type: "order.created",
  at: new Date(0),
  payload: { id: "o", customer: { name: "Maya Khan", email: "m@example.com", phone: "1", address: "x" } },
  audience: null,
  ...change,
});

describe("audiences", () => {
  it("[Audiences] two audiences of one event share its offset; personal data goes to one of them", () => {
    const personal = envelopeFor(stored({}), "epoch", "personal");
    const masked = envelopeFor(stored({}), "epoch", "masked");
    expect(personal).toMatchObject({
      v: 1,
      stream: "orders",
      epoch: "epoch",
      offset: 4,
      at: "1970-01-01T00:00:00.000Z",
    });
    expect(masked).toMatchObject({ offset: 4, data: { customer: { name: "Maya K." }, masked: true } });
    expect(JSON.stringify(masked)).not.toMatch(/Khan|example|phone|address/);
  });

  it("[Audiences] whoever may not see an event gets a void in its place", () => {
    const event = stored({ stream: "notifications", payload: { title: "secret" }, audience: { roles: ["admin"] } });
    expect(envelopeFor(event, "e", "viewer")).toEqual({
      v: 1,
      stream: "notifications",
      epoch: "e",
      offset: 4,
      type: "void",
    });
    expect(envelopeFor(event, "e", "admin")).toMatchObject({ data: { title: "secret" } });
  });
});
