import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { beginOnePerTurn } from "./one-per-turn";

const exchange = (url: string) => {
  const request = Object.assign(new IncomingMessage(new Socket()), { url });
  return [request, new ServerResponse(request)] as const;
};

it("[SIGN-IN-TURNS] sign-ins that come at once are begun one in each turn, in their order; everything else goes by them", async () => {
  const begun: string[] = [];
  const answer = beginOnePerTurn(
    ({ url }) => url === "/api/token",
    ({ url }) => void begun.push(`${url}`),
  );
  for (let n = 0; n < 3; n += 1) void answer(...exchange("/api/token"));
  void answer(...exchange("/orders"));
  expect(begun).toEqual(["/orders"]);
  for (const count of [1, 2, 3]) {
    await turn();
    expect(begun.filter((url) => url === "/api/token").length).toBe(count);
  }
});

it("[SIGN-IN-TURNS] whoever has gone before their turn is not answered, and those behind them are", async () => {
  const begun: IncomingMessage[] = [];
  const answer = beginOnePerTurn(
    () => true,
    (request) => void begun.push(request),
  );
  const [gone, stays] = [exchange("/a"), exchange("/b")];
  const answers = [answer(...gone), answer(...stays)];
  gone[1].destroy();
  await Promise.all(answers);
  expect(begun).toEqual([stays[0]]);
});
