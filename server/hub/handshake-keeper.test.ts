import { expect, it } from "vitest";
import { startChat } from "./chat-fixture";

it("[H-KEPT] a connection keeps its handshake without credentials, and shares what is the same for many", async () => {
  const seen: object[] = [];
  await using chat = await startChat({
    authenticate: async ({ auth, headers, query }) => {
      seen.push({ token: auth.token, cookie: headers.cookie, access: query.access_token });
      return { principal: { id: String(auth.token), name: "", role: "member", permissions: [] } };
    },
  });
  const headers = {
    cookie: "session=secret",
    authorization: "Bearer secret",
    "user-agent": "test",
    "x-proxy-jwt": "secret",
  };
  const options = { headers, query: { access_token: "secret", large: "1" } };
  await chat.connectAs("ann", {}, options);
  await chat.connectAs("bob", {}, { ...options, headers: { ...headers, cookie: "session=other" } });
  const credentials = { cookie: "session=secret", access: "secret" };
  expect(seen).toEqual([
    { token: "ann", ...credentials },
    { token: "bob", ...credentials, cookie: "session=other" },
  ]);
  const [ann, bob] = chat.hub.connections().map(({ handshake }) => handshake);
  expect(ann).toMatchObject({ remoteAddress: "127.0.0.1", transport: "websocket", query: { EIO: "4", large: "1" } });
  expect(ann?.headers).toMatchObject({ "user-agent": "test" });
  expect(JSON.stringify(ann)).not.toMatch(/secret|Bearer|"ann"/);
  expect(ann?.headers).toBe(bob?.headers);
  expect(ann?.query).toBe(bob?.query);
  // Nor does Socket.IO keep them.
  const [socket] = chat.server.io.of("/hubs/chat").sockets.values();
  expect(JSON.stringify(socket?.handshake)).not.toContain("secret");
});
