/** The servers that agents in the editor are offered. Pure. */
import type { Snapshot } from "../state/snapshot.ts";

export interface BridgeDefinition {
  /** Unique and stable: the editor keeps its own approvals by it, and makes tool names of it. */
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The editor reads a server's tools anew exactly when this changes. */
  readonly version: string;
}

export interface Runtime {
  /** The program that runs JavaScript: the editor's own, so that no Node has to be installed. */
  readonly command: string;
  readonly electron: boolean;
  /** The proxy's program, as the extension carries it. */
  readonly program: string;
}

/** Those that the user may use. Nothing after a sign-out; the last known ones while the registry cannot be reached. */
export function definitionsOf({ servers }: Snapshot, runtime: Runtime): readonly BridgeDefinition[] {
  const { command, electron, program } = runtime;
  const usable = (servers ?? []).filter(({ access }) => access.allowed);
  return usable.map(({ name, version }) => ({
    label: name,
    command,
    args: [program, "bridge", name],
    env: electron ? { ELECTRON_RUN_AS_NODE: "1" } : {},
    version,
  }));
}
