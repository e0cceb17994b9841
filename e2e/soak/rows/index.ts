import type { Row } from "../row";
import { serverKill } from "./server-kill";

/** Every fault, in the order of the table. */
export const rows: readonly Row[] = [serverKill];
