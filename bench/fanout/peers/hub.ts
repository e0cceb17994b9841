import { subtle } from "node:crypto";
import { encode } from "@msgpack/msgpack";
import { jwtVerify } from "jose";
import { HubError } from "@/lib/hub-protocol";
import type { HubLog, Principal } from "@/server/hub";
import { createDurableStream, createHub, createHubServer } from "@/server/hub";
import { tokenClaims, tokenKey } from "../token";
import { benchHub } from "./contract";
import { NewsLog, newsStream } from "./news-log";
import type { CreatePeer } from "./peer";

const updates = "updates";
const large = "large";
const permissions = new Set(["news.read", "metrics.read"]);

/** Warnings and errors would be a fault of the measurement; a reader that is cut says so by a warning. */
export const log: HubLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
};

/** Imported once, as the product does. */
const verifyingKey = subtle.importKey("raw", tokenKey, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);

async function authenticate({ auth }: { auth: Readonly<Record<string, unknown>> }) {
  const { algorithm, issuer, audience, type } = tokenClaims;
  const { payload } = await jwtVerify(String(auth.token), await verifyingKey, {
    algorithms: [algorithm],
    issuer,
    audience,
    typ: type,
    requiredClaims: ["sub", "exp", "iat"],
  }).catch(() => {
    throw new HubError("UNAUTHENTICATED", "Sign in first.");
  });
  const id = payload.sub ?? "";
  return { principal: { id, name: id, role: "viewer", permissions }, expiresAt: (payload.exp ?? 0) * 1000 };
}

/** Our hub through its public interface, with what a product has: tokens, permissions, a group, a stream with offsets. */
function creatorOf(encoding: "json" | "msgpack"): CreatePeer {
  return (httpServer, { backplane }) => {
    const server = createHubServer({ httpServer, log, checkOrigin: () => true, ...(backplane && { backplane }) });
    const newsLog = new NewsLog();
    const news = createDurableStream<Principal>({
      name: newsStream,
      log: newsLog,
      logger: log,
      audienceOf: ({ role }) => role,
      snapshot: async () => ({
        snapshot: { items: [] },
        epoch: newsLog.place.epoch,
        head: newsLog.place.offset,
        cursor: null,
      }),
    });
    const hub = createHub<typeof benchHub, Principal>(server, benchHub, {
      authenticate,
      limits: { connectionsPerAddress: 100_000 },
      streams: [news],
      implementation: () => ({
        subscribe: (call) => news.subscribe(call, call.input),
        joinUpdates: (call) => {
          call.groups.add(call.connectionId, updates);
          return null;
        },
      }),
      onConnected: ({ id, handshake }) => {
        if (handshake.query.large === "1") hub.groups.add(id, large);
      },
    });
    return {
      connections: () => hub.stats().connections,
      update: (update) => hub.clients.group(updates).update(update),
      large(payload, delivery) {
        const reader = hub.clients.group(large);
        if (delivery === "latest") reader.largeLatest(payload);
        else reader.largeState(payload);
      },
      metrics(frame) {
        const everybody = hub.clients.group(updates);
        if ("values" in frame) everybody.metricFrame(frame);
        else everybody.objectFrame(frame);
        return encoding === "json" ? Buffer.byteLength(JSON.stringify(frame)) : encode(frame).length;
      },
      appendNews(count) {
        news.publish(newsLog.append(count));
        return newsLog.place;
      },
    };
  };
}

export const createHubJson = creatorOf("json");
export const createHubMsgpack = creatorOf("msgpack");
