import type { StreamEvent, VoidEvent } from "./envelope";

/** Apart from the schemas: clients need it without them. */
export const isVoid = (event: StreamEvent): event is VoidEvent => !("data" in event);
