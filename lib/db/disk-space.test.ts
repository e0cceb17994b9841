import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isSpaceLow, RESERVE_NAME, watchDiskSpace } from "./disk-space";

const mebibytes = (count: number): number => count * 2 ** 20;
const low = (free: number, held: number, wasLow = false): boolean =>
  isSpaceLow({ freeBytes: mebibytes(free), heldBytes: mebibytes(held), wasLow });

it("[DISK1] space is low below 24 MiB beside the reserve, and enough again from 32 MiB on", () => {
  expect([low(23, 40), low(24, 40), low(31, 40, true), low(32, 40, true)]).toEqual([true, false, true, false]);
});

it("[DISK1] what the reserve still lacks is not free", () => {
  expect([low(63, 0), low(64, 0), low(0, 40), low(33, 29, true)]).toEqual([true, false, true, true]);
  expect(low(Number.POSITIVE_INFINITY, 0, true)).toBe(false);
});

it("[DISK2] the reserve holds its space once, whoever asks again, and gives it up", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pb-space-"));
  const path = join(folder, RESERVE_NAME);
  const space = await watchDiskSpace(folder);
  await space.takeReserve();
  await space.takeReserve();
  const { size, blocks } = await stat(path);
  expect(size).toBe(mebibytes(40));
  // Held, not only promised.
  expect(blocks * 512).toBeGreaterThanOrEqual(size);
  expect((await watchDiskSpace(folder)).isLow).toBe(false);
  await space.releaseReserve();
  await expect(stat(path)).rejects.toThrow("ENOENT");
  await rm(folder, { recursive: true });
});
