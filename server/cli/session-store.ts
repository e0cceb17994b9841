import { join } from "node:path";
import { configDir } from "./places";
import { readJsonFile, writePrivateJson } from "./private-file";

/** What login leaves behind: the session's cookie, never the password. */
export interface StoredSession {
  email: string;
  userId: string;
  /** As a Cookie header has it. */
  cookie: string;
}

interface Stored {
  /** The server of the last login. */
  current: string | null;
  servers: Record<string, StoredSession>;
}

type Env = Readonly<Record<string, string | undefined>>;

const fileOf = (env: Env) => join(configDir(env), "sessions.json");

function read(env: Env): Stored {
  const content = readJsonFile(fileOf(env));
  if (content === null) return { current: null, servers: {} };
  if (typeof content === "object" && "servers" in content && "current" in content) return content as Stored;
  throw new Error(`${fileOf(env)} is damaged: delete it, then log in again.`);
}

/** The server of the last login, or null. */
export const currentServer = (env: Env): string | null => read(env).current;

/** The session at a server, by its origin, or null. */
export const findSession = (env: Env, url: string): StoredSession | null => read(env).servers[url] ?? null;

/** Keeps a session, which becomes the current one. The file is its owner's alone (mode 0600). Returns its path. */
export function keepSession(env: Env, url: string, session: StoredSession): string {
  writePrivateJson(fileOf(env), { current: url, servers: { ...read(env).servers, [url]: session } });
  return fileOf(env);
}

/** Forgets the session at a server. */
export function forgetSession(env: Env, url: string): void {
  const { current, servers } = read(env);
  const { [url]: _forgotten, ...rest } = servers;
  writePrivateJson(fileOf(env), { current: current === url ? (Object.keys(rest)[0] ?? null) : current, servers: rest });
}
