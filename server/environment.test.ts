import { describe, expect, it } from "vitest";
import { EnvironmentError, parseEnvironment } from "./environment";

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
});
