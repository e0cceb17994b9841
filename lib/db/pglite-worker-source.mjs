// Starts the worker thread from its TypeScript source (development and tests; the build bundles it to JavaScript).
import { register } from "tsx/esm/api";

register();
await import("./pglite-worker-thread.ts");
