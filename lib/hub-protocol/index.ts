export * from "./close";
export * from "./contract";
export * from "./envelope";
export * from "./errors";
export * from "./reply";
export * from "./validate";
