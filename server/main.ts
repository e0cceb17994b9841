import { DatabaseInUseError, DatabaseUnavailableError } from "@/lib/db/errors";
import { compose } from "./compose";
import { demoBanner } from "./demo-banner";
import { EnvironmentError, parseEnvironment } from "./environment";
import { PortInUseError } from "./http-front";
import { BackplaneUnavailableError } from "./hub";
import { createLog } from "./log";

/** How long an orderly end may take before the process ends anyway. */
const shutdownLimitMs = 9_500;

/** What the person who started this can mend: one line, no stack. */
const isExpected = (error: unknown): error is Error =>
  error instanceof EnvironmentError ||
  error instanceof PortInUseError ||
  error instanceof BackplaneUnavailableError ||
  error instanceof DatabaseInUseError ||
  error instanceof DatabaseUnavailableError;

async function main(): Promise<void> {
  // Files of the data directory are nobody else's business.
  process.umask(0o077);
  const environment = parseEnvironment(process.env);
  const log = createLog(environment.LOG_LEVEL);
  process.on("unhandledRejection", (error) => log.error({ err: error }, "unhandled rejection"));

  if (environment.DEMO) {
    process.stdout.write(
      "Starting Pulseboard. The first start also imports two weeks of demo orders: about ten seconds.\n",
    );
  }
  const abort = new AbortController();
  const app = await compose(environment, log, () => void end("fenced", 1));
  if (environment.DEMO) process.stdout.write(`${demoBanner(app.url)}\n`);

  async function end(reason: string, code: number): Promise<void> {
    if (abort.signal.aborted) return;
    abort.abort();
    log.info({ reason }, "stopping");
    setTimeout(() => {
      log.error("the orderly end took too long");
      process.exit(1);
    }, shutdownLimitMs).unref();
    try {
      await app[Symbol.asyncDispose]();
    } catch (error) {
      log.error({ err: error }, "the end was not orderly");
    }
    process.exit(code);
  }
  process.on("SIGTERM", () => void end("SIGTERM", 0));
  process.on("SIGINT", () => void end("SIGINT", 0));
}

main().catch((error: unknown) => {
  process.stderr.write(
    isExpected(error) ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
