/** What Drawbridge has to know of an agent in order to connect it. The agents themselves are data: `table.ts`. */

/** The platforms whose paths are known; every other one is taken for Linux. */
export type Platform = "linux" | "darwin" | "win32";

export type AgentId =
  | "claude-code"
  | "claude-desktop"
  | "cursor"
  | "codex"
  | "gemini"
  | "copilot"
  | "windsurf"
  | "zed"
  | "goose";

/** `json` allows what the standard allows; `jsonc` comments and trailing commas too. */
export type NotationName = "json" | "jsonc" | "toml" | "yaml";

/** How an agent is to start a bridge. */
export interface Launch {
  /** The entry's name. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** An entry as the agent's file holds it: strings, numbers, booleans and lists of strings. */
export type Entry = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * Where a file may be. `~` is the user's home folder, `$NAME` a variable of the environment; a place whose variable is
 * not set does not count. `given` is a folder without which the place does not count either.
 */
export interface Place {
  readonly file: string;
  readonly given?: string;
}

export interface OwnCommand {
  readonly program: string;
  add(launch: Launch): readonly string[];
  remove(name: string): readonly string[];
}

export interface Agent {
  readonly id: AgentId;
  readonly name: string;
  /** The file with the user's own servers: the first place that counts. */
  readonly places: Readonly<Record<Platform, readonly Place[]>>;
  readonly notation: NotationName;
  /** The member of the file that holds the entries. */
  readonly key: string;
  entry(launch: Launch): Entry;
  /** Folders and programs on the PATH that tell that the agent is here, besides the file and its own folder. */
  readonly traces: readonly string[];
  readonly programs: readonly string[];
  /** The agent's own way to change the file, where that is safer than an edit. */
  readonly own: OwnCommand | null;
  /** What its user should know, a sentence each. */
  readonly notes: readonly string[];
}
