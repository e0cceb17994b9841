import type { World } from "./world";

/** Arms the broken bundle's next fault and resolves when it has happened. */
export async function strike(world: World, withinMs = 10_000): Promise<void> {
  const told = world.system.output.length;
  process.kill(world.system.pid, "SIGUSR2");
  await world.system.printed((output) => output.indexOf("soak fault: ", told) >= 0, withinMs);
}
