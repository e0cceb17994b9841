import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { NextApiRequest, NextApiResponse } from "next";
import nextAuth from "next-auth";
import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { authOptions } from "@/lib/http/next-auth";
import { authenticateHeaders } from "@/lib/services/identity/principal";
import { addUser, type TestServices, testServices } from "@/lib/services/identity/testing";
import { signIn, signOut } from "./sign-in";

/** The real next-auth on a port, called as its page handler is: its route handler wants Next around it. */
async function startNextAuth(services: TestServices) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const cookies = (request.headers.cookie ?? "").split("; ").map((cookie) => {
      const at = cookie.indexOf("=");
      return [cookie.slice(0, at), decodeURIComponent(cookie.slice(at + 1))];
    });
    const asked = Object.assign(request, {
      query: { nextauth: (request.url ?? "").split("?")[0]?.split("/").slice(3) },
      cookies: Object.fromEntries(cookies),
      body: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
    });
    const answered = Object.assign(response, {
      status: (code: number) => Object.assign(answered, { statusCode: code }),
      json: (value: unknown) => answered.end(JSON.stringify(value)),
      send: (value: unknown) => answered.end(typeof value === "string" ? value : JSON.stringify(value)),
    });
    await nextAuth(
      asked as unknown as NextApiRequest,
      answered as unknown as NextApiResponse,
      authOptions(services, { address: null, userAgent: null, traceId: null }),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.NEXTAUTH_URL = url;
  return {
    server: { url, timeoutMs: 5_000, signal: new AbortController().signal },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

it("[CLI-SIGN-IN] signs in as a browser does: the cookie is a session of 30 days, until it signs out", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { role: "operator" });
  await using nextauth = await startNextAuth(services);
  const cookie = await signIn(nextauth.server, user);
  const authenticated = await authenticateHeaders(services, { cookie });
  expect(authenticated?.principal).toMatchObject({ id: user.id, role: "operator" });
  expect((authenticated?.expiresAt ?? 0) - Date.now()).toBeGreaterThan(29 * 86_400_000);
  await signOut(nextauth.server, cookie);
  expect(await authenticateHeaders(services, { cookie })).toBeNull();
});

it("[CLI-SIGN-IN-WRONG] a wrong password is UNAUTHENTICATED, a port without a server DISCONNECTED", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const { email } = await addUser(services);
  await using nextauth = await startNextAuth(services);
  await expect(signIn(nextauth.server, { email, password: "wrong" })).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
  await expect(
    signIn({ ...nextauth.server, url: "http://127.0.0.1:9999" }, { email, password: "x" }),
  ).rejects.toMatchObject({
    code: "DISCONNECTED",
  });
});
