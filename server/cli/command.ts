import type { Output } from "./output";

/** A flag as `parseArgs` takes it, with what the help says of it. */
export interface Flag {
  type: "string" | "boolean";
  multiple?: boolean;
  /** How the help names its value, such as `URL`. */
  value?: string;
  help: string;
}

export type Flags = Readonly<Record<string, Flag>>;

/** What was typed: `text` and `has` read flags that the command declares. */
export interface Typed {
  readonly positionals: readonly string[];
  text(flag: string): string | undefined;
  texts(flag: string): readonly string[];
  has(flag: string): boolean;
}

/** The process around a command. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly output: Output;
  readonly version: string;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the name, such as `NAME VALUE`; empty for nothing. */
  readonly takes: string;
  readonly flags: Flags;
  /** Further lines of the help. */
  readonly notes?: readonly string[];
  /** Throws a `HubError`; INVALID_ARGUMENT for what was typed wrong. */
  run(typed: Typed, world: World): Promise<void>;
}
