import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { addressHeader } from "@/lib/http/caller";
import { metricsText } from "@/lib/http/metrics-text";
import { setRuntime } from "@/lib/runtime";
import { signIn } from "@/lib/services/identity/sign-in";
import { addUser, testServices } from "@/lib/services/identity/testing";
import { signAccessToken } from "@/lib/services/identity/tokens";

it("[OPS-METRICS-ACCESS] /metrics answers the scraper's token and an admin, nobody else", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { metricsToken: "a-token-for-the-scraper" });
  setRuntime(services);
  const bearerOf = async (role: "admin" | "operator") => {
    const user = await addUser(services, { role });
    const signedIn = await signIn(services, { ...user, userAgent: null });
    if (!signedIn) throw new Error("This user cannot sign in.");
    return signAccessToken(services, { sub: user.id, sid: signedIn.sessionId, version: signedIn.version });
  };
  const get = (bearer?: string) =>
    metricsText(
      new Request("http://localhost:3000/metrics", {
        headers: { host: "localhost:3000", ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) },
      }),
      { params: Promise.resolve({}) },
    );
  const scraped = await get("a-token-for-the-scraper");
  expect([scraped.status, scraped.headers.get("content-type"), await scraped.text()]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
    "hub_connections 0\n",
  ]);
  const answers = {
    nobody: (await get()).status,
    wrong: (await get("another-token-for-it")).status,
    operator: (await get(await bearerOf("operator"))).status,
    admin: (await get(await bearerOf("admin"))).status,
  };
  expect(answers).toEqual({ nobody: 401, wrong: 401, operator: 403, admin: 200 });
});

it("[OPS-METRICS-LIMIT] whoever asks too often or guesses tokens gets 429, and the scraper goes on", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { metricsToken: "a-token-for-the-scraper", requestsPerSecond: 2 });
  setRuntime(services);
  const get = (bearer: string | null, address: string) => {
    const headers: Record<string, string> = { host: "localhost:3000", [addressHeader]: address };
    if (bearer !== null) headers.authorization = `Bearer ${bearer}`;
    const request = new Request("http://localhost:3000/metrics", { headers });
    return metricsText(request, { params: Promise.resolve({}) });
  };
  const statuses = async (count: number, bearer: string | null, address: string) => {
    const seen: number[] = [];
    for (let n = 0; n < count; n++) seen.push((await get(bearer, address)).status);
    return [...new Set(seen)];
  };
  expect(await statuses(20, null, "203.0.113.1")).toEqual([401]);
  const refused = await get(null, "203.0.113.1");
  expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
  expect(await statuses(61, "not-the-token-for-it", "203.0.113.2")).toEqual([401, 429]);
  for (const address of ["203.0.113.1", "203.0.113.2"])
    expect(await statuses(30, "a-token-for-the-scraper", address)).toEqual([200]);
});
