import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { join } from "node:path";
import next from "next";
import type { RequestHandler } from "./http-front";

interface Options {
  httpServer: Server;
  port: number;
  host: string;
  development: boolean;
}

/** The pages and route handlers. next-auth needs its own address and secret in the environment before it is loaded. */
export async function openPages({ httpServer, port, host, development }: Options) {
  const dir = process.cwd();
  if (!development) await presetBuiltConfig(dir);
  const app = next({ dev: development, dir, httpServer, port, hostname: host, customServer: true });
  await app.prepare();
  const handler: RequestHandler = app.getRequestHandler();
  return { handler, [Symbol.asyncDispose]: () => app.close() };
}

/** The name of the build that is served: a version and the beginning of its sources' hash. */
export const readBuild = (development: boolean): Promise<string> =>
  development ? Promise.resolve("development") : readFile(join(process.cwd(), ".next/BUILD_ID"), "utf8");

/**
 * Hands Next the configuration that its build resolved, the way the server of its own `standalone` output does. Otherwise it
 * compiles next.config.ts at each start, for which it loads a native compiler: half a second and 23 MB for a file that cannot have changed.
 */
async function presetBuiltConfig(dir: string): Promise<void> {
  const built: { config: unknown } = JSON.parse(await readFile(join(dir, ".next/required-server-files.json"), "utf8"));
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(built.config);
}
