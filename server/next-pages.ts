import type { Server } from "node:http";
import next from "next";
import nextConfig from "@/next.config";
import type { RequestHandler } from "./http-front";

interface Options {
  httpServer: Server;
  port: number;
  host: string;
  development: boolean;
}

/** The pages and route handlers. next-auth needs its own address and secret in the environment before it is loaded. */
export async function openPages({ httpServer, port, host, development }: Options) {
  const app = next({
    dev: development,
    dir: process.cwd(),
    httpServer,
    port,
    hostname: host,
    customServer: true,
    // Given, it need not be compiled at each start: that loads a native compiler of 23 MB and half a second.
    ...(development ? {} : { conf: nextConfig }),
  });
  await app.prepare();
  const handler: RequestHandler = app.getRequestHandler();
  return { handler, [Symbol.asyncDispose]: () => app.close() };
}
