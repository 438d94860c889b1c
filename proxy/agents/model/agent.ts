/** What Drawbridge must know of an agent to connect it. The agents themselves are data in `agent-table.ts`. */

/** The platforms whose paths are known. Every other platform is treated as Linux. */
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

/** `json` allows what the standard allows; `jsonc` allows comments and trailing commas too. */
export type NotationName = "json" | "jsonc" | "toml" | "yaml";

/** The command with which an agent starts a bridge. */
export interface Launch {
  /** The entry's name. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** An entry in the agent's file: strings, numbers, booleans and lists of strings. */
export type Entry = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * Where a file may be. `~` is the user's home folder, `$NAME` an environment variable. A place does not apply if its
 * variable is not set, or if the folder in `onlyIfExists` does not exist.
 */
export interface Place {
  readonly file: string;
  readonly onlyIfExists?: string;
}

export interface OwnCommand {
  readonly program: string;
  add(launch: Launch): readonly string[];
  remove(name: string): readonly string[];
}

export interface Agent {
  readonly id: AgentId;
  readonly name: string;
  /** The file with the user's own servers: the first place that applies. */
  readonly places: Readonly<Record<Platform, readonly Place[]>>;
  readonly notation: NotationName;
  /** The member of the file that holds the entries. */
  readonly key: string;
  entry(launch: Launch): Entry;
  /**
   * Folders, and programs on the PATH, that show that the agent is installed, besides its file and the folder of that.
   */
  readonly traces: readonly string[];
  readonly programs: readonly string[];
  /** The agent's own command to change the file, if that is safer than an edit. */
  readonly own: OwnCommand | null;
  /** What its user should know, one sentence each. */
  readonly notes: readonly string[];
}
