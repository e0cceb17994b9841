import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, it } from "vitest";
import { endForeignUpgrades } from "./foreign-upgrades";

it("[UPGRADE-FOREIGN] a path that nobody serves is answered and closed; the others are left to who serves them", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  endForeignUpgrades(server, (path) => path === "/ws");
  server.on("upgrade", (request, socket) => {
    if (request.url?.startsWith("/ws")) socket.end("served");
  });
  const ask = async (path: string) => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    return answer;
  };
  expect(await ask("/ws?x=1")).toBe("served");
  expect(await ask("/elsewhere")).toMatch(/^HTTP\/1\.1 404 /);
  server.close();
});
