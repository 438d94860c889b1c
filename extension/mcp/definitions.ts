/** The servers that the extension offers to agents in the editor. Pure. */
import type { Snapshot } from "../state/snapshot.ts";

export interface BridgeDefinition {
  /** Unique and stable, because the editor stores its own approvals under it and makes tool names of it. */
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The editor removes a variable whose value is null. */
  readonly env: Readonly<Record<string, string | null>>;
  /** The editor reads a server's tools again exactly when this changes. */
  readonly version: string;
}

export interface Runtime {
  /** The program that runs JavaScript. It is the editor's own, so that no Node.js has to be installed. */
  readonly command: string;
  readonly electron: boolean;
  /** The path of the proxy's program that the extension ships. */
  readonly program: string;
}

/**
 * The offered servers that the user may use: none after a sign-out, the last known ones while the registry is unreachable.
 */
export function definitionsOf(
  { servers }: Snapshot,
  offered: ReadonlySet<string>,
  runtime: Runtime,
): readonly BridgeDefinition[] {
  const { command, electron, program } = runtime;
  const usable = (servers ?? []).filter(({ name, access }) => access.allowed && offered.has(name));
  return usable.map(({ name, version }) => ({
    label: name,
    command,
    args: [program, "bridge", name],
    // What the editor's own environment loads into a Node could print between the lines of the protocol.
    env: { ...(electron && { ELECTRON_RUN_AS_NODE: "1" }), NODE_OPTIONS: null },
    version,
  }));
}
