import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

type Secrets = [current: string, ...former: string[]];

/** What was signed before the last rotations still counts; nothing that old is alive after so many. */
const mostFormer = 2;

const newSecret = (): string => randomBytes(48).toString("base64url");
const fileIn = (dataDir: string): string => join(dataDir, "auth-secret");

/**
 * The secret that signs sessions and tokens, and those from before a rotation: made once and kept in the data directory, readable by its
 * owner only, a line each, the current one first. Throws when the file holds no usable secret.
 */
export async function keepSecrets(dataDir: string): Promise<Secrets> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    await writeFile(fileIn(dataDir), newSecret(), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readSecrets(fileIn(dataDir));
}

/**
 * Puts a new secret before the one that counts now; the next start signs with it. Nobody is signed out: the former ones verify until what
 * they signed has ended. `forget`: they count no longer, which signs everybody out, for a secret that somebody else knows.
 */
export async function rotateSecret(dataDir: string, { forget = false } = {}): Promise<void> {
  const former = forget ? [] : (await keepSecrets(dataDir)).slice(0, mostFormer);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const written = `${fileIn(dataDir)}.new`;
  await writeFile(written, [newSecret(), ...former].join("\n"), { mode: 0o600 });
  await rename(written, fileIn(dataDir));
}

async function readSecrets(file: string): Promise<Secrets> {
  const [current, ...former] = (await readFile(file, "utf8"))
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  if (current === undefined || [current, ...former].some((secret) => secret.length < 32)) {
    throw new Error(`The file ${file} holds no usable secret. Delete it to have a new one made.`);
  }
  return [current, ...former];
}
