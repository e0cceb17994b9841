import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { HubError } from "@/lib/hub-protocol";
import { answer } from "./answer";
import { callerOf } from "./caller";
import { authOptions } from "./next-auth";
import { readText } from "./read-body";
import type { RouteHandler } from "./route";

/** What is open of next-auth. Its own pages and its log (anybody could write into ours) are not. */
const openActions: Record<string, readonly string[]> = {
  GET: ["csrf", "providers", "session"],
  POST: ["callback/credentials", "signout"],
};

const body = { maxBytes: 16 * 1024, types: ["application/x-www-form-urlencoded", "application/json"] };

/** next-auth behind the same origin rule, limits and log line as every other route. */
export const authRoute: RouteHandler = (request, { params }) =>
  answer(request, async ({ services, requestId }) => {
    const nextauth = ((await params)?.nextauth ?? []) as string[];
    if (!openActions[request.method]?.includes(nextauth.join("/"))) {
      throw new HubError("NOT_FOUND", "There is nothing at this path.");
    }
    const { url, method, headers } = request;
    const forwarded = new NextRequest(url, {
      method,
      headers,
      body: method === "POST" ? await readText(request, body) : null,
    });
    return NextAuth(
      forwarded,
      { params: Promise.resolve({ nextauth }) },
      authOptions(services, callerOf(headers, requestId)),
    );
  });
