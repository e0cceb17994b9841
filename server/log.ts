import pino, { type DestinationStream, type Logger } from "pino";
import { loggableError } from "@/lib/http/loggable-error";

/** JSON lines on standard output, or where `to` says. What could hold a secret is cut out wherever it stands. */
export const createLog = (level: string, to: DestinationStream = pino.destination(1)): Logger =>
  pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      // What the database layer throws quotes the values of the query: names and addresses have no business in a log.
      serializers: { err: loggableError },
      redact: {
        paths: ["*.password", "*.token", "*.access_token", "*.cookie", "*.authorization", "req.headers", "headers"],
        censor: "[cut]",
      },
    },
    to,
  );
