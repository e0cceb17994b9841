import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesBelow } from "./source-hash.mjs";

const ROOT = process.cwd();
const OUTSIDE = "A relative import leaves its room: between rooms write @/…";

interface LayerRule {
  rule: string;
  /** What biome says, when it is not the rule itself. */
  message?: string;
  forbidden: [path: string, source: string][];
  allowed: [path: string, source: string][];
}

const from = (name: string) => `import { x } from "${name}";`;

const RULES: LayerRule[] = [
  {
    rule: "app → lib ← server: app never imports server.",
    forbidden: [
      ["app/page.tsx", from("@/server/compose")],
      ["app/(ops)/orders/page.tsx", from("@/server")],
      ["app/api/orders/route.ts", `export { x } from "@/server/hub/hub";`],
      ["app/api/orders/route.ts", `import type { X } from "@/server/hub/hub";`],
      ["app/api/orders/route.ts", `export const x = await import("@/server/main");`],
    ],
    allowed: [
      ["app/page.tsx", from("@/lib/services/orders/list-orders")],
      ["app/page.tsx", from("@/lib/server-time")],
    ],
  },
  {
    rule: "app → lib ← server: server never imports app.",
    forbidden: [
      ["server/compose.ts", from("@/app/page")],
      ["server/workers/relay.ts", from("@/app/api/orders/route")],
    ],
    allowed: [
      ["server/compose.ts", from("@/lib/db/open")],
      ["server/compose.ts", from("@/server/hub/hub")],
      ["server/hubs/ops.ts", from("@/lib/services/orders/set-order-status")],
    ],
  },
  {
    rule: "server/gateways imports lib and the index of server/hub, no other part of the server.",
    forbidden: [
      ["server/gateways/sse.ts", from("@/server/hubs/ops")],
      ["server/gateways/sse.ts", from("@/server/hub/link")],
      ["server/gateways/sse.ts", from("@/server/compose")],
    ],
    allowed: [
      ["server/gateways/sse.ts", from("@/server/hub")],
      ["server/gateways/sse.ts", from("@/lib/http/cors")],
      ["server/gateways/sse.ts", from("./event-stream")],
    ],
  },
  {
    rule: "app → lib ← server: lib never imports server or app.",
    forbidden: [
      ["lib/runtime.ts", from("@/server/compose")],
      ["lib/services/orders/list-orders.ts", from("@/app/page")],
      ["lib/client/orders.ts", from("@/server/hubs/ops")],
      ["lib/hub-client/client.ts", from("@/app/page")],
      ["lib/db/open.db.test.ts", from("@/server/compose")],
    ],
    allowed: [["lib/services/orders/list-orders.ts", from("@/lib/db/schema")]],
  },
  {
    rule: "lib/hub-protocol imports zod and its own files only.",
    forbidden: [
      ["lib/hub-protocol/reply.ts", from("@/lib/contracts/orders")],
      ["lib/hub-protocol/reply.ts", from("react")],
      ["lib/hub-protocol/reply.ts", from("node:events")],
      ["lib/hub-protocol/wire/frame.ts", from("@/lib/zod")],
      ["lib/hub-protocol/reply.test.ts", from("@/lib/contracts/orders")],
    ],
    allowed: [
      ["lib/hub-protocol/reply.ts", from("zod")],
      ["lib/hub-protocol/reply.ts", from("./error")],
      ["lib/hub-protocol/wire/frame.ts", from("../reply")],
      ["lib/hub-protocol/reply.test.ts", from("vitest")],
    ],
  },
  {
    rule: "lib/contracts imports zod, lib/hub-protocol and its own files only.",
    forbidden: [
      ["lib/contracts/orders.ts", from("@/lib/services/orders/list-orders")],
      ["lib/contracts/orders.ts", from("drizzle-orm")],
      ["lib/contracts/orders.ts", from("@/lib/hub-protocol-extras")],
    ],
    allowed: [
      ["lib/contracts/orders.ts", from("zod")],
      ["lib/contracts/orders.ts", from("@/lib/hub-protocol")],
      ["lib/contracts/orders.ts", from("@/lib/hub-protocol/operation")],
      ["lib/contracts/orders.ts", from("./primitives")],
      ["lib/contracts/orders.test.ts", from("vitest")],
    ],
  },
  {
    rule: "lib/client runs in browsers: it never imports lib/db, lib/services or lib/runtime.",
    forbidden: [
      ["lib/client/orders.ts", from("@/lib/db")],
      ["lib/client/ui/card.tsx", from("@/lib/db/schema")],
      ["lib/client/orders.ts", `import type { X } from "@/lib/services/orders/list-orders";`],
      ["lib/client/orders.ts", from("@/lib/runtime")],
    ],
    allowed: [
      ["lib/client/orders.ts", from("@/lib/contracts/orders")],
      ["lib/client/orders.ts", from("@/lib/hub-client")],
      ["lib/client/orders.ts", from("react")],
    ],
  },
  {
    rule: "lib/hub-client runs anywhere: it never imports lib/db, lib/services or lib/runtime.",
    forbidden: [
      ["lib/hub-client/client.ts", from("@/lib/db/schema")],
      ["lib/hub-client/client.ts", from("@/lib/services/orders/list-orders")],
      ["lib/hub-client/client.ts", from("@/lib/runtime")],
    ],
    allowed: [["lib/hub-client/client.ts", from("@/lib/hub-protocol/reply")]],
  },
  {
    rule: "lib/hub-client knows no React.",
    forbidden: [
      ["lib/hub-client/client.ts", from("react")],
      ["lib/hub-client/client.ts", from("@tanstack/react-query")],
      ["lib/hub-client/client.ts", from("@/lib/client/orders")],
    ],
    allowed: [["lib/hub-client/client.ts", from("socket.io-client")]],
  },
  {
    rule: "server/hub imports lib/hub-protocol of ours, nothing else.",
    forbidden: [
      ["server/hub/hub.ts", from("@/lib/contracts/orders")],
      ["server/hub/hub.ts", from("@/server/hubs/ops")],
      ["server/hub/wire/frame.ts", from("@/lib/db/open")],
      ["server/hub/hub.ts", from("@/app/page")],
    ],
    allowed: [
      ["server/hub/hub.ts", from("@/lib/hub-protocol/reply")],
      ["server/hub/hub.ts", from("socket.io")],
      ["server/hub/wire/frame.ts", from("../hub")],
    ],
  },
  {
    rule: "server/cli is a client: it imports lib/hub-client, lib/hub-protocol and lib/contracts of ours, nothing else.",
    forbidden: [
      ["server/cli/tail.ts", from("@/lib/db/open")],
      ["server/cli/tail.ts", from("@/lib/services/orders/list-orders")],
      ["server/cli/tail.ts", from("@/lib/client/api")],
      ["server/cli/tail.ts", from("@/server/hubs/ops")],
    ],
    allowed: [
      ["server/cli/tail.ts", from("@/lib/hub-client")],
      ["server/cli/tail.ts", from("@/lib/contracts/orders")],
      ["server/cli/tail.ts", from("./output")],
      ["server/cli/tail.test.ts", from("@/server/hubs/testing")],
    ],
  },
  {
    rule: "Relative paths stay inside a room.",
    message: OUTSIDE,
    forbidden: [
      ["lib/client/orders.ts", from("../db/schema")],
      ["lib/client/orders.ts", from("./../db/schema")],
      ["lib/client/orders.ts", from("./ui/../../db/schema")],
      ["lib/client/orders.ts", `export const x = await import("../db/schema");`],
      ["lib/client/ui/card.tsx", from("../../db/schema")],
      ["lib/client/ui/chart/chart.tsx", from("../../../db/schema")],
      ["server/compose.ts", from("../lib/db/open")],
      ["server/hub/hub.ts", from("../hubs/ops")],
      ["server/hub/wire/frame.ts", from("../../hubs/ops")],
      ["app/page.tsx", from("../lib/db/open")],
      ["app/(ops)/page.tsx", from("../../server/compose")],
      ["app/(ops)/orders/[id]/page.tsx", from("../../../../server/compose")],
      ["e2e/orders.spec.ts", from("../server/compose")],
    ],
    allowed: [
      ["lib/client/orders.ts", from("./ui/card")],
      ["lib/client/ui/card.tsx", from("../orders")],
      ["lib/client/ui/chart/chart.tsx", from("../../orders")],
      ["server/compose.ts", from("./environment")],
      ["app/(ops)/page.tsx", from("../layout")],
      ["app/(ops)/orders/[id]/page.tsx", from("../../../layout")],
    ],
  },
  {
    rule: "Imports are statements with a plain string, so that these rules can read them.",
    message: "Write `import type` instead of an import() type.",
    forbidden: [["lib/client/orders.ts", `export type X = import("@/lib/db/schema").X;`]],
    allowed: [["lib/client/orders.ts", `export const x = await import("./ui/card");`]],
  },
  {
    rule: "Imports are statements with a plain string, so that these rules can read them (computed).",
    message: "Import a plain string, so that the room rules can read it.",
    forbidden: [["lib/client/orders.ts", "export const x = await import(`@/lib/db/schema`);"]],
    allowed: [],
  },
];

interface Fixture {
  rule: string;
  message: string;
  path: string;
  source: string;
  isForbidden: boolean;
  /** Where it is written: each fixture is a file of its own in the folder of `path`. */
  file: string;
}

const FIXTURES: Fixture[] = RULES.flatMap(({ rule, message = rule, forbidden, allowed }) => [
  ...forbidden.map(([path, source]) => ({ rule, message, path, source, isForbidden: true })),
  ...allowed.map(([path, source]) => ({ rule, message, path, source, isForbidden: false })),
]).map((fixture, index) => ({
  ...fixture,
  file: join(dirname(fixture.path), `fixture-${index}.${fixture.path.split(".").slice(1).join(".")}`),
}));

/** Runs biome, as configured here, over every fixture. Returns each file's messages from the rules about imports. */
function lintFixtures(folder: string): Map<string, string[]> {
  cpSync(join(ROOT, "biome.json"), join(folder, "biome.json"));
  cpSync(join(ROOT, "server/scripts/lint"), join(folder, "server/scripts/lint"), { recursive: true });
  for (const { file, source } of FIXTURES) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `${source}\n`);
  }
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  if (!stdout.startsWith("{")) throw new Error(`biome did not report:\n${stdout}${stderr}`);
  const found = new Map<string, string[]>();
  for (const { category, message, location } of JSON.parse(stdout).diagnostics) {
    if (category !== "plugin" && category !== "lint/style/noRestrictedImports") continue;
    found.set(location.path, [...(found.get(location.path) ?? []), message]);
  }
  return found;
}

let folder = "";
let messages = new Map<string, string[]>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pulseboard-layers-"));
  messages = lintFixtures(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const { rule } of RULES) {
  // Names are put together here: Vitest's own formatting would cut the rule short.
  describe(`[LAYER] ${rule}`, () => {
    for (const { path, source, file, message, isForbidden } of FIXTURES.filter((fixture) => fixture.rule === rule)) {
      it(`${isForbidden ? "refuses" : "lets pass"} in ${path}: ${source}`, () => {
        expect(messages.get(file) ?? []).toEqual(isForbidden ? [message] : []);
      });
    }
  });
}

it("[LAYER] No rule is disabled inline.", () => {
  const sources = ["app", "lib", "server", "e2e", "bench"].flatMap((room) => filesBelow(ROOT, room));
  const silencer = new RegExp(["biome", "ignore"].join("-"));
  const silenced = sources.filter((path) => silencer.test(readFileSync(join(ROOT, path), "utf8")));
  expect(silenced).toEqual([]);
});
