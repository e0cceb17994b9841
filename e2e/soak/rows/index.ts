import type { Row } from "../row";
import { cut } from "./cut";
import { fuzz } from "./fuzz";
import { halfOpen } from "./half-open";
import { lostEmit } from "./lost-emit";
import { reconnectStorm } from "./reconnect-storm";
import { relayCrash } from "./relay-crash";
import { serverKill } from "./server-kill";
import { sigterm } from "./sigterm";
import { slowReader } from "./slow-reader";

/** Every fault, in the order of the table. */
export const rows: readonly Row[] = [
  serverKill,
  cut,
  relayCrash,
  lostEmit,
  sigterm,
  halfOpen,
  slowReader,
  reconnectStorm,
  fuzz,
];
