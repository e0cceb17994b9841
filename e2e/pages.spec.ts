import { orderBody, uniqueNumber } from "./fixtures/api";
import { askPage, cookieOf, outcomeOf, pagesOnDisk, rscHeaders } from "./fixtures/app-pages";
import { expect, test } from "./fixtures/test";

const callers = ["anonymous", "disabled", "signed out", "viewer", "operator", "admin"] as const;
type Caller = (typeof callers)[number];

/** To /login and back. */
const login = "307 /login";
const everyone = [login, login, login, 200, 200, 200] as const;
const admins = [login, login, login, 403, 403, 200] as const;

/** Who gets which page, by hand; the order is that of `callers`. */
const table: Record<string, readonly (number | string)[]> = {
  "/": everyone,
  "/explore": everyone,
  "/inbox": everyone,
  "/orders": everyone,
  "/orders/[id]": everyone,
  "/settings": everyone,
  // Leads to the first of its pages that one may see.
  "/admin": [login, login, login, 403, 403, "307 /admin/users"],
  "/admin/audit": admins,
  "/admin/broadcast": admins,
  "/admin/connections": admins,
  "/admin/dead-letters": admins,
  "/admin/keys": admins,
  "/admin/settings": admins,
  "/admin/users": admins,
  "/join": [200, 200, 200, 200, 200, 200],
  "/login": [200, 200, 200, "307 /", "307 /", "307 /"],
  "/setup": [login, login, login, login, login, login],
};

test("[MATRIX-PAGES] each page on disk answers each caller as the table says, as a document and as an RSC payload", async ({
  server,
  api,
}) => {
  test.setTimeout(180_000);
  expect(Object.keys(table).sort()).toEqual(pagesOnDisk());
  const admin = await api("admin");
  const password = "a long enough password";
  const addAdmin = async () => {
    const email = `${uniqueNumber().toLowerCase()}@example.com`;
    const { body } = await admin.post<{ id: string }>("/api/admin/users", {
      email,
      name: "A",
      role: "admin",
      password,
    });
    return { id: body.id, email, cookie: await cookieOf(server.url, email, password) };
  };
  const [disabled, gone] = [await addAdmin(), await addAdmin()];
  expect((await admin.post(`/api/admin/users/${disabled.id}`, { disabled: true }, "PATCH")).status).toBe(200);
  expect((await admin.post(`/api/admin/users/${gone.id}/sessions`, undefined, "DELETE")).status).toBe(200);
  const demo = (role: string) => cookieOf(server.url, `${role}@pulseboard.local`, `${role}-demo`);
  const cookies: Record<Caller, string | null> = {
    anonymous: null,
    disabled: disabled.cookie,
    "signed out": gone.cookie,
    viewer: await demo("viewer"),
    operator: await demo("operator"),
    admin: await demo("admin"),
  };
  const number = uniqueNumber();
  const { body: order } = await admin.post<{ id: string }>("/api/orders", orderBody(number));
  // What stands on pages must not come along with a refusal.
  const ofPages = [number, "Maya", disabled.id, disabled.email];
  let cells = 0;
  for (const [path, expected] of Object.entries(table)) {
    const seen: Record<string, (number | string)[]> = { document: [], rsc: [] };
    for (const caller of callers) {
      const cookie = cookies[caller];
      for (const [kind, extra] of [
        ["document", {}],
        ["rsc", rscHeaders],
      ] as const) {
        const headers = { ...(cookie === null ? {} : { cookie }), ...extra };
        const answer = await askPage(`${server.url}${path.replace("[id]", order.id)}`, headers);
        const outcome = outcomeOf(answer, server.url);
        seen[kind]?.push(outcome);
        if (outcome !== 200)
          expect
            .soft(
              ofPages.filter((word) => answer.text.includes(word)),
              path,
            )
            .toEqual([]);
        cells += 1;
      }
    }
    expect.soft(seen, path).toEqual({ document: expected, rsc: expected });
  }
  expect(cells).toBe(Object.keys(table).length * callers.length * 2);
});
