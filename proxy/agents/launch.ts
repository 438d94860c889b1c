/** How an agent's entry starts a bridge, and how to recognise such an entry. */
import { z } from "zod";
import type { Launch } from "./model/agent.ts";

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

/** Every form in which the agents write a command: `command` and `args`, Goose's `cmd`, Zed's older `command.path`. */
const Written = z.union([
  z
    .object({ command: z.string(), args: z.array(z.string()).default([]) })
    .transform(({ command, args }): CommandLine => ({ command, args })),
  z
    .object({ cmd: z.string(), args: z.array(z.string()).default([]) })
    .transform(({ cmd, args }): CommandLine => ({ command: cmd, args })),
  z
    .object({ command: z.object({ path: z.string(), args: z.array(z.string()).default([]) }) })
    .transform(({ command }): CommandLine => ({ command: command.path, args: command.args })),
]);

/** The command that an entry starts; null if it starts none, as the entry of a remote server. */
export const commandLineOf = (entry: unknown): CommandLine | null => Written.safeParse(entry).data ?? null;

/**
 * The command that starts a server's bridge, under the entry's name. Its arguments and environment do not depend on the
 * machine.
 */
export const bridgeLaunch = (launcher: string, server: string, name: string): Launch => ({
  name,
  command: launcher,
  args: ["bridge", server],
});

/** The server whose bridge an entry starts through this launcher; null if it starts something else. */
export function launchedServer(entry: unknown, launcher: string): string | null {
  const line = commandLineOf(entry);
  if (line?.command !== launcher || line.args[0] !== "bridge") return null;
  return line.args[1] ?? null;
}

/**
 * Whether the entry starts a bridge that the user set up by hand, in any way: `npx drawbridge bridge presto`, `node
 * …/drawbridge.js …`.
 */
export function startsBridgeOf(entry: unknown, server: string): boolean {
  const line = commandLineOf(entry);
  if (line === null) return false;
  const words = [line.command, ...line.args];
  const program = words.findIndex((word) => /(^|[/\\])drawbridge(\.(js|cmd|exe))?$/.test(word));
  return program >= 0 && words[program + 1] === "bridge" && words[program + 2] === server;
}
