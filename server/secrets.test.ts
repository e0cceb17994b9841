import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keepSecrets, rotateSecret } from "./secrets";

async function folder() {
  const path = await mkdtemp(join(tmpdir(), "pb-secret-"));
  return { path, file: join(path, "auth-secret"), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

it("[SECRET-KEPT] a secret is made once, for its owner only, and is the same at the next start", async () => {
  await using data = await folder();
  const first = await keepSecrets(data.path);
  expect(first).toHaveLength(1);
  expect(first[0].length).toBeGreaterThanOrEqual(64);
  expect((await stat(data.file)).mode & 0o777).toBe(0o600);
  expect(await keepSecrets(data.path)).toEqual(first);
});

it("[SECRET-ROTATE] a rotation puts a new one first and keeps two from before; one that is forgotten counts no longer", async () => {
  await using data = await folder();
  const [oldest] = await keepSecrets(data.path);
  await rotateSecret(data.path);
  const [second, ...former] = await keepSecrets(data.path);
  expect(second).not.toBe(oldest);
  expect(former).toEqual([oldest]);
  expect((await stat(data.file)).mode & 0o777).toBe(0o600);
  await rotateSecret(data.path);
  await rotateSecret(data.path);
  const kept = await keepSecrets(data.path);
  expect(kept).toHaveLength(3);
  expect(kept).toContain(second);
  expect(kept).not.toContain(oldest);
  await rotateSecret(data.path, { forget: true });
  expect(await keepSecrets(data.path)).toHaveLength(1);
});

it("[SECRET-KEPT] a file that holds no usable secret is told, not replaced", async () => {
  await using data = await folder();
  for (const text of ["", "short", `${"a".repeat(40)}\nshort`]) {
    await writeFile(data.file, text);
    await expect(keepSecrets(data.path)).rejects.toThrow("holds no usable secret");
  }
});
