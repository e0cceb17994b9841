import { homedir } from "node:os";
import { join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** Where sessions are kept: XDG_CONFIG_HOME, APPDATA or ~/.config, and there `pulseboard`. */
export const configDir = (env: Env): string =>
  join(env.XDG_CONFIG_HOME || env.APPDATA || join(env.HOME || homedir(), ".config"), "pulseboard");

/** Where places in streams are kept: XDG_STATE_HOME, LOCALAPPDATA or ~/.local/state, and there `pulseboard`. */
export const stateDir = (env: Env): string =>
  join(env.XDG_STATE_HOME || env.LOCALAPPDATA || join(env.HOME || homedir(), ".local/state"), "pulseboard");
