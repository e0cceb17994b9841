import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { addUser, contextOf, testServices, testSso } from "../identity/testing";
import { readSettings } from "./read-settings";

it("[SSO-SETTINGS] an admin is told how single sign-on is set up, the highest role first, and never the secret", async () => {
  await using database = await testDatabase();
  const ownUrl = "https://ops.shop.example";
  const sso = testSso("https://login.shop.example");
  const services = testServices(database, { sso, publicUrl: ownUrl, ownUrl });
  const admin = contextOf(services, await addUser(services, { role: "admin" }));
  const settings = await readSettings(admin, {});
  expect(settings).toEqual({
    publicUrl: ownUrl,
    redirectUri: "https://ops.shop.example/api/auth/callback/sso",
    singleSignOn: {
      issuer: "https://login.shop.example",
      clientId: "pulseboard",
      name: "Shop login",
      scope: "openid email profile",
      roleClaim: "groups",
      roles: [
        { role: "admin", groups: ["pulse-admins"] },
        { role: "operator", groups: ["ops"] },
        { role: "viewer", groups: ["staff"] },
      ],
      linkByEmail: false,
    },
  });
  expect(JSON.stringify(settings)).not.toContain(sso.clientSecret);
  expect(await readSettings({ ...admin, services: testServices(database) }, {})).toEqual({
    publicUrl: null,
    redirectUri: "http://localhost:3000/api/auth/callback/sso",
    singleSignOn: null,
  });
});

it("[SSO-SETTINGS] who is no admin is told nothing", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  for (const role of ["viewer", "operator"] as const) {
    const reading = readSettings(contextOf(services, await addUser(services, { role })), {});
    await expect(reading).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
});
