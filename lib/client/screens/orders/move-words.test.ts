import { describe, expect, it } from "vitest";
import { HubError } from "@/lib/hub-protocol";
import { refusalOf } from "./move-words";
import { sampleOrder } from "./order-fixture";

const order = sampleOrder(7);

describe("what a refused move says", () => {
  it("[VERSION_CONFLICT] hands on the order as it is now and says its state", () => {
    const current = sampleOrder(7, { version: 3, status: "shipped" });
    const refusal = refusalOf(
      new HubError("VERSION_CONFLICT", undefined, { data: { current } }),
      order,
      "packed",
      "maybe",
    );
    expect(refusal.current).toBe(current);
    expect(refusal.body).toContain("It is shipped now.");
    expect(refusalOf(new HubError("VERSION_CONFLICT"), order, "packed", "maybe").current).toBeUndefined();
  });

  it("[DISCONNECTED] says that nothing was sent only when nothing was sent", () => {
    const error = new HubError("DISCONNECTED");
    expect(refusalOf(error, order, "packed", "no").body).toBe(
      "There is no connection, so nothing was sent. It is still placed.",
    );
    const lost = refusalOf(error, order, "packed", "maybe");
    expect(lost.title).toBe("No answer about #7");
    expect(lost.body).not.toContain("still");
  });

  it("[FORBIDDEN] and everything else names the order and the state that it keeps", () => {
    const other = new HubError("ILLEGAL_TRANSITION", "An order that is placed cannot become shipped.");
    expect(refusalOf(new HubError("FORBIDDEN"), order, "packed", "maybe").title).toBe("You may not change #7");
    expect(refusalOf(other, order, "shipped", "maybe").body).toBe(
      "An order that is placed cannot become shipped. It is still placed.",
    );
    expect(refusalOf(new TypeError("x"), order, "packed", "maybe").body).toContain("It is still placed.");
  });
});
