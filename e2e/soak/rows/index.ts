import type { Row } from "../row";
import { lostEmit } from "./lost-emit";
import { relayCrash } from "./relay-crash";
import { serverKill } from "./server-kill";

/** Every fault, in the order of the table. */
export const rows: readonly Row[] = [serverKill, relayCrash, lostEmit];
