import { createClient } from "redis";

/** Since its start: CPU in µs, bytes that it was sent and that it has sent. */
export interface RedisUsage {
  cpuUs: number;
  bytesIn: number;
  bytesOut: number;
}

export interface RedisMeter extends AsyncDisposable {
  read(): Promise<RedisUsage>;
}

/** Reads what Redis says of itself (INFO). */
export async function openRedisMeter(url: string): Promise<RedisMeter> {
  const client = createClient({ url });
  await client.connect();
  return {
    async read() {
      const info = await client.info();
      const number = (name: string) => Number(new RegExp(`^${name}:(\\S+)`, "m").exec(info)?.[1]);
      return {
        cpuUs: (number("used_cpu_user") + number("used_cpu_sys")) * 1e6,
        bytesIn: number("total_net_input_bytes"),
        bytesOut: number("total_net_output_bytes"),
      };
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
    },
  };
}
