import pino, { type Logger } from "pino";

/** JSON lines on standard output. What could hold a secret is cut out wherever it stands. */
export const createLog = (level: string): Logger =>
  pino({
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["*.password", "*.token", "*.access_token", "*.cookie", "*.authorization", "req.headers", "headers"],
      censor: "[cut]",
    },
  });
