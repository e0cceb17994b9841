import { describe, expect, it } from "vitest";
import { EnvironmentError, parseEnvironment, ssoOf } from "./environment";

describe("environment", () => {
  it("has the defaults of the public interface; an empty value counts as absent", () => {
    expect(parseEnvironment({ PORT: "", DEMO: "" })).toMatchObject({
      PORT: 3000,
      HOST: "0.0.0.0",
      DATA_DIR: "./data",
      DEMO: false,
      DEMO_ORDERS_PER_MINUTE: 6,
      MAX_CONNECTIONS_PER_USER: 20,
      MAX_CONNECTIONS_PER_ADDRESS: 200,
      ALLOWED_ORIGINS: [],
      AUDIT_DAYS: 400,
      LOG_LEVEL: "info",
    });
  });

  it("[a wrong value prints what is wrong] every wrong variable is named, and no value is repeated", () => {
    const parse = () =>
      parseEnvironment({
        PORT: "http",
        DATABASE_URL: "mysql://u:secret@h/d",
        AUTH_SECRET: "short",
        ADMIN_EMAIL: "a@b.cd",
        PUBLIC_URL: "x",
      });
    expect(parse).toThrow(EnvironmentError);
    try {
      parse();
    } catch (error) {
      const { message } = error as Error;
      for (const name of ["PORT", "DATABASE_URL", "AUTH_SECRET", "PUBLIC_URL"]) expect(message).toContain(`${name}:`);
      expect(message).not.toContain("secret@");
      expect(message).not.toContain("short");
    }
  });

  it("DATABASE_POOL_SIZE is a number of connections that a process can work with", () => {
    expect(parseEnvironment({}).DATABASE_POOL_SIZE).toBeUndefined();
    expect(parseEnvironment({ DATABASE_POOL_SIZE: "25" }).DATABASE_POOL_SIZE).toBe(25);
    for (const wrong of ["1", "501", "ten", "2.5"])
      expect(() => parseEnvironment({ DATABASE_POOL_SIZE: wrong }), wrong).toThrow(/DATABASE_POOL_SIZE/);
  });

  it("ADMIN_EMAIL and ADMIN_PASSWORD go together", () => {
    expect(() => parseEnvironment({ ADMIN_EMAIL: "a@example.com" })).toThrow(/ADMIN_PASSWORD/);
    expect(parseEnvironment({ ADMIN_EMAIL: "A@Example.com", ADMIN_PASSWORD: "long enough pw" }).ADMIN_EMAIL).toBe(
      "a@example.com",
    );
  });

  it("origins are reduced to scheme, host and port", () => {
    expect(
      parseEnvironment({
        PUBLIC_URL: "https://ops.example.com/path",
        ALLOWED_ORIGINS: "http://a.test:81/, https://b.test",
      }),
    ).toMatchObject({
      PUBLIC_URL: "https://ops.example.com",
      ALLOWED_ORIGINS: ["http://a.test:81", "https://b.test"],
    });
  });

  describe("single sign-on", () => {
    const sso = {
      OIDC_ISSUER: "https://login.shop.example/realms/shop/",
      OIDC_CLIENT_ID: "pulseboard",
      OIDC_CLIENT_SECRET: "a-client-secret",
      OIDC_ROLE_MAP: "admin=pulse-admins;viewer=*",
    };

    it("is off unless it is configured, and its four variables go together", () => {
      expect(ssoOf(parseEnvironment({ OIDC_NAME: "x" }))).toBeNull();
      for (const name of Object.keys(sso))
        expect(() => parseEnvironment({ ...sso, [name]: "" })).toThrow(/go together/);
      expect(ssoOf(parseEnvironment(sso))).toEqual({
        issuer: "https://login.shop.example/realms/shop",
        clientId: "pulseboard",
        clientSecret: "a-client-secret",
        name: "single sign-on",
        scope: "openid email profile",
        roleClaim: "groups",
        roleMap: { admin: ["pulse-admins"], viewer: ["*"] },
        linkByEmail: false,
      });
    });

    it("[a wrong value prints what is wrong] http beyond this machine, a query, a role that is none, a scope without openid", () => {
      for (const OIDC_ISSUER of [
        "http://login.shop.example",
        "https://a.example/?x=1",
        "https://u:p@a.example",
        "ftp://a",
      ]) {
        expect(() => parseEnvironment({ ...sso, OIDC_ISSUER })).toThrow(/OIDC_ISSUER: /);
      }
      expect(() => parseEnvironment({ ...sso, OIDC_ROLE_MAP: "root=a" })).toThrow(/OIDC_ROLE_MAP: Use admin=/);
      expect(() => parseEnvironment({ ...sso, OIDC_SCOPE: "email" })).toThrow(/OIDC_SCOPE: .*openid/);
      for (const host of ["localhost:4000", "127.0.0.1:4000", "[::1]:4000"]) {
        expect(parseEnvironment({ ...sso, OIDC_ISSUER: `http://${host}` }).OIDC_ISSUER).toBe(`http://${host}`);
      }
    });
  });
});
