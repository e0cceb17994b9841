import type { Row } from "../row";
import { diskFull } from "./disk-full";
import { embeddedKill } from "./embedded-kill";
import { poison } from "./poison";
import { postgresKill } from "./postgres-kill";
import { serverKill } from "./server-kill";
import { workerException } from "./worker-exception";

/** Every fault, in the order of the table. */
export const rows: readonly Row[] = [serverKill, postgresKill, embeddedKill, diskFull, workerException, poison];
