/** What the agents' code needs to know of the machine, as data, so that every platform can be tested on any other. */
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import type { Platform } from "./model/agent.ts";

export interface Machine {
  readonly platform: Platform;
  readonly homeFolder: string;
  readonly environment: NodeJS.ProcessEnv;
}

export const thisMachine = (): Machine => ({
  platform: process.platform === "win32" || process.platform === "darwin" ? process.platform : "linux",
  homeFolder: homedir(),
  environment: process.env,
});

/** The value of a variable that is not set. */
const defaults: Readonly<Record<string, string>> = {
  XDG_CONFIG_HOME: "~/.config",
  APPDATA: "~/AppData/Roaming",
  LOCALAPPDATA: "~/AppData/Local",
};

/** A path of the table (`~/…`, `$NAME/…`) on this machine; null if its variable is not set and has no default. */
export function pathOn(machine: Machine, path: string): string | null {
  const { join } = machine.platform === "win32" ? win32 : posix;
  const [first = "", ...rest] = path.split("/");
  if (first === "~") return join(machine.homeFolder, ...rest);
  const name = first.slice(1);
  const set = machine.environment[name];
  if (set !== undefined && set !== "") return join(set, ...rest);
  const defaultPath = defaults[name];
  return defaultPath === undefined ? null : pathOn(machine, [defaultPath, ...rest].join("/"));
}

/** A path in the form that people read. */
export function shownPath(machine: Machine, path: string): string {
  const { sep } = machine.platform === "win32" ? win32 : posix;
  return path.startsWith(machine.homeFolder + sep) ? `~${path.slice(machine.homeFolder.length)}` : path;
}

/**
 * The paths where a program may be on the PATH, in order. Only absolute folders count, because a program in the working
 * folder could be anyone's.
 */
export function candidatesOnPath(machine: Machine, program: string): readonly string[] {
  const { delimiter, isAbsolute, join } = machine.platform === "win32" ? win32 : posix;
  const file = machine.platform === "win32" ? `${program}.exe` : program;
  const path = machine.environment.PATH ?? machine.environment.Path ?? "";
  return path
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, file));
}
