export * from "./close";
export * from "./contract";
export * from "./envelope";
export * from "./errors";
export * from "./is-void";
export * from "./notice";
export * from "./reply";
export * from "./validate";
