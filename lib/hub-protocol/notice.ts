import { z } from "zod";
import { type CloseCode, closeCodes, noticeCodes } from "./close";

/** Told to one client; precedes every close that the transport still allows. */
export const Notice = z.strictObject({
  code: z.enum([...(Object.keys(closeCodes) as [CloseCode, ...CloseCode[]]), ...noticeCodes]),
  message: z.string(),
  retry: z.boolean(),
  /** Whoever comes back is to choose a moment within so many ms by chance: all of a process's clients leave at once. */
  reconnectWithinMs: z.int().positive().optional(),
});
export type Notice = z.infer<typeof Notice>;
