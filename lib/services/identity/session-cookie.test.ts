import { encode } from "next-auth/jwt";
import { describe, expect, it } from "vitest";
import { decodeSessionCookie, readSessionCookie, sessionCookieName } from "./session-cookie";

const plain = "next-auth.session-token";
const secure = "__Secure-next-auth.session-token";
const claims = { sub: "0198c0de-0000-7000-8000-000000000001", sid: "0198c0de-0000-7000-8000-000000000002", version: 3 };
const config = { publicUrl: null, authSecret: "the secret of this test", formerAuthSecrets: [] as string[] };

describe("[session cookie] its name has one source", () => {
  it.each([
    [null, plain],
    ["http://shop.local:3000", plain],
    ["https://ops.example.com", secure],
    ["HTTPS://ops.example.com/", secure],
  ])("PUBLIC_URL %s gives %s", (publicUrl, name) => {
    expect(sessionCookieName(publicUrl)).toBe(name);
  });
});

describe("[session cookie] reading", () => {
  it.each([
    ["alone", `${plain}=abc`, "abc"],
    ["among others", `a=1; ${plain}=abc; b=2`, "abc"],
    ["without spaces", `a=1;${plain}=abc;b=2`, "abc"],
    ["in two chunks", `${plain}.0=abc; ${plain}.1=def`, "abcdef"],
    ["in chunks out of order", `${plain}.2=ghi; x=y; ${plain}.0=abc; ${plain}.1=def`, "abcdefghi"],
    ["chunks with a hole end there", `${plain}.0=abc; ${plain}.2=ghi`, "abc"],
    ["chunks without the first", `${plain}.1=def`, null],
    ["the secure name does not count on http", `${secure}=abc`, null],
    ["a name that begins like it", `${plain}x=abc`, null],
    ["a value with an equals sign", `${plain}=a=b`, "a=b"],
    ["the first of two", `${plain}=first; ${plain}=second`, "first"],
    ["an empty header", "", null],
    ["no header", undefined, null],
    ["rubbish", ";;=;a", null],
  ])("%s", (_, header, value) => {
    expect(readSessionCookie(header, null)).toBe(value);
  });

  it("the plain name does not count where the secure one is due", () => {
    expect(readSessionCookie(`${plain}=abc`, "https://ops.example.com")).toBeNull();
    expect(readSessionCookie(`${secure}.0=abc; ${secure}.1=def`, "https://ops.example.com")).toBe("abcdef");
  });
});

describe("[session cookie] decoding", () => {
  it("gives what next-auth encoded, whole or in chunks", async () => {
    const token = await encode({ token: claims, secret: config.authSecret });
    expect(await decodeSessionCookie(`${plain}=${token}`, config)).toEqual(claims);
    const chunked = `${plain}.0=${token.slice(0, 100)}; ${plain}.1=${token.slice(100)}`;
    expect(await decodeSessionCookie(chunked, config)).toEqual(claims);
  });

  it("after a rotation still reads what was encrypted before it, until the former secret is forgotten", async () => {
    const cookie = `${plain}=${await encode({ token: claims, secret: config.authSecret })}`;
    const rotated = { ...config, authSecret: "another secret by now" };
    expect(await decodeSessionCookie(cookie, { ...rotated, formerAuthSecrets: [config.authSecret] })).toEqual(claims);
    expect(await decodeSessionCookie(cookie, rotated)).toBeNull();
  });

  it("refuses another secret, an expired one, one that was changed, and one that says something else", async () => {
    const { authSecret: secret } = config;
    const token = await encode({ token: claims, secret });
    const broken = `${token.slice(0, -6)}${token.endsWith("AAAAAA") ? "BBBBBB" : "AAAAAA"}`;
    const bad = [
      await encode({ token: claims, secret: "another" }),
      await encode({ token: claims, secret, maxAge: -60 }),
      await encode({ token: { sub: claims.sub, name: "no session" }, secret }),
      await encode({ token: { ...claims, sid: "not a uuid" }, secret }),
      broken,
      "eyJhbGciOiJub25lIn0.e30.",
      "rubbish",
    ];
    for (const value of bad) expect(await decodeSessionCookie(`${plain}=${value}`, config)).toBeNull();
  });
});
