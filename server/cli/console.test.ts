import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWorld, type World } from "./fixtures/world";

/** One server for all: each test has a console of its own. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
  // It makes a database, and the password hashes of its accounts.
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

const nobodyThere = "http://127.0.0.1:1";

it("[CLI-EXIT] exit codes tell what happened: usage 2, not signed in 3, unreachable 4", async () => {
  const pulseboard = await world.open();
  const codeOf = async (...args: string[]) => (await pulseboard.run(args)).code;
  expect(await codeOf()).toBe(2);
  expect(await codeOf("dance")).toBe(2);
  expect(await codeOf("tail", "metrics")).toBe(2);
  expect(await codeOf("tail", "orders", "--since", "nowhere")).toBe(2);
  expect(await codeOf("orders", "--limit", "many")).toBe(2);
  expect(await codeOf("send", "queue.depth", "deep")).toBe(2);
  expect(await codeOf("whoami", "--loud")).toBe(2);
  expect(await codeOf("whoami", "--url", "ftp://example.com")).toBe(2);
  expect(await codeOf("whoami")).toBe(3);
  expect(await codeOf("whoami", "--token", "not-a-token")).toBe(3);
  expect(await codeOf("tail", "orders", "--token", "not-a-token")).toBe(3);
  expect(await codeOf("orders", "--url", nobodyThere, "--token", "any")).toBe(4);
  expect(await codeOf("tail", "orders", "--url", nobodyThere, "--token", "any", "--timeout", "0.2")).toBe(4);
  const viewer = await world.open("viewer");
  expect((await viewer.run(["send", "queue.depth", "1"])).code).toBe(3);
  expect((await viewer.run(["orders", "--status", "unheard-of"])).code).toBe(2);
}, 180_000);

it("[CLI-SESSION] login keeps the session for its owner alone and never the password; logout forgets it", async () => {
  const pulseboard = await world.open();
  const wrong = await pulseboard.run(["login", "--email", "operator@pulseboard.local"], {
    input: "a-wrong-password\n",
  });
  expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining("E-mail or password is wrong")]);
  await pulseboard.run(["login", "--email", "operator@pulseboard.local"], {
    env: { PULSEBOARD_PASSWORD: "operator-demo" },
  });
  const folder = join(pulseboard.folder, "config/pulseboard");
  const file = join(folder, "sessions.json");
  expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(await readFile(file, "utf8")).not.toContain("operator-demo");
  expect(JSON.parse((await pulseboard.run(["whoami", "--json"])).stdout)).toMatchObject({ role: "operator" });
  expect((await pulseboard.run(["logout"])).code).toBe(0);
  expect((await pulseboard.run(["whoami"])).code).toBe(3);
});

it("[CLI-SECRETS] neither password nor cookie nor token stands in anything that is printed, whatever goes wrong", async () => {
  const pulseboard = await world.open();
  const [password, token] = ["operator-demo", "a-token-that-nobody-may-read"];
  const input = `${password}\n`;
  const ended = [
    await pulseboard.run(["login", "--email", "operator@pulseboard.local"], { input }),
    await pulseboard.run(["login", "--email", "nobody@pulseboard.local"], { input }),
    await pulseboard.run(["login", "--email", "operator@pulseboard.local", "--url", nobodyThere], { input }),
    await pulseboard.run(["whoami", "--json"]),
    await pulseboard.run(["orders", "--status", "unheard-of"]),
    await pulseboard.run(["whoami", "--token", token]),
    await pulseboard.run(["orders", "--token", token, "--url", nobodyThere]),
    await pulseboard.run(["tail", "orders", "--token", token]),
  ];
  const file = await readFile(join(pulseboard.folder, "config/pulseboard/sessions.json"), "utf8");
  const { cookie } = Object.values(JSON.parse(file).servers)[0] as { cookie: string };
  const secret = cookie.split("=")[1] ?? "";
  expect(ended.map(({ code }) => code)).toEqual([0, 3, 4, 0, 2, 3, 4, 3]);
  const printed = ended.map(({ stdout, stderr }) => stdout + stderr).join("");
  expect(secret.length).toBeGreaterThan(20);
  for (const hidden of [password, token, secret]) expect(printed).not.toContain(hidden);
}, 180_000);

it("[CLI-SEND] a sample with labels and a negative value is taken; what the server would refuse is said at once", async () => {
  const pulseboard = await world.open("operator");
  const labels = ["--label", "source=till-1", "--label", "queue=a=b"];
  const sent = await pulseboard.run(["send", "queue.depth", "-2.5", "--unit", "count", ...labels]);
  expect([sent.code, sent.stdout]).toEqual([0, '{"accepted":1}\n']);
  expect((await pulseboard.run(["send", "3x", "1"])).stderr).toContain("name: Start with a letter");
  expect((await pulseboard.run(["send", "x", "1", "--label", "nothing"])).code).toBe(2);
});

it("[CLI-ORDERS] lists newest first, as many as wanted, and ends quietly when its reader goes", async () => {
  const pulseboard = await world.open("operator");
  const ids = [await world.placeOrder(), await world.placeOrder(), await world.placeOrder()].reverse();
  const listed = async (...args: string[]) =>
    (await pulseboard.run(["orders", ...args])).stdout
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).id);
  expect(await listed("--limit", "3")).toEqual(ids);
  expect(await listed("--limit", "2")).toEqual(ids.slice(0, 2));
  expect(await listed("--status", "shipped")).toEqual([]);
  const tail = pulseboard.start(["tail", "orders"]);
  await tail.until(({ notes }) => notes.includes("from now on"));
  tail.child.stdout?.destroy();
  const gone = new Promise((resolve) => tail.child.once("exit", resolve));
  await world.placeOrder();
  expect(await gone).toBe(0);
});

it("[CLI-HELP] every command tells how it is used, on stdout and with 0", async () => {
  const pulseboard = await world.open();
  const overview = await pulseboard.run(["--help"]);
  expect(overview.code).toBe(0);
  for (const command of ["login", "logout", "whoami", "tail", "orders", "send"]) {
    expect(overview.stdout).toContain(`\n  ${command}`);
    const { code, stdout } = await pulseboard.run([command, "--help"]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^Usage: pulseboard ${command}[^]*--url URL`)),
    ]);
  }
  expect((await pulseboard.run(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await pulseboard.run(["tail", "--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
