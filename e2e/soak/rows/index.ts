import type { Row } from "../row";
import { cut } from "./cut";
import { diskFull } from "./disk-full";
import { embeddedKill } from "./embedded-kill";
import { fuzz } from "./fuzz";
import { halfOpen } from "./half-open";
import { leader } from "./leader";
import { lostEmit } from "./lost-emit";
import { nodes } from "./nodes";
import { poison } from "./poison";
import { postgresKill } from "./postgres-kill";
import { reconnectStorm } from "./reconnect-storm";
import { redis } from "./redis";
import { relayCrash } from "./relay-crash";
import { serverKill } from "./server-kill";
import { sigterm } from "./sigterm";
import { slowReader } from "./slow-reader";
import { workerException } from "./worker-exception";

/** Every fault, in the order of the table. */
export const rows: readonly Row[] = [
  serverKill,
  cut,
  relayCrash,
  lostEmit,
  nodes,
  leader,
  redis,
  postgresKill,
  embeddedKill,
  halfOpen,
  slowReader,
  reconnectStorm,
  diskFull,
  workerException,
  poison,
  fuzz,
  sigterm,
];
