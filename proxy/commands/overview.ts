/** What `drawbridge --help` prints: the commands, grouped by what a person wants from them. Pure. */
import { commands, groups } from "./list.ts";

/** What `cli.ts` and `run.ts` handle themselves, without an entry in the list of commands. */
const others: readonly Entry[] = [
  { group: "Set up", name: "bridge", summary: "what an agent launches: MCP over stdin and stdout" },
  { group: "Look into", name: "version", summary: "print this program's version" },
];

interface Entry {
  readonly group: (typeof groups)[number];
  readonly name: string;
  readonly summary: string;
}

export function overview(): string {
  const listed = Object.entries(commands).flatMap(([name, { overview: entry }]) => (entry ? [{ name, ...entry }] : []));
  const entries: readonly Entry[] = [...listed, ...others];
  const width = Math.max(...entries.map(({ name }) => name.length));
  const sections = groups.map((group) => {
    const lines = entries
      .filter((entry) => entry.group === group)
      .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
    return `${group}:\n${lines.join("\n")}`;
  });
  return `Drawbridge lets the agents on this machine use your company's MCP servers as you.

Usage: drawbridge <command> [options]

${sections.join("\n\n")}

Options of every command:
  ${"--json".padEnd(width + 4)}  print the result as JSON
  ${"--home FOLDER".padEnd(width + 4)}  use this folder in place of ~/.drawbridge

\`drawbridge help <command>\` prints a command's own options.
Exit codes: 0 fine, 1 a tool failed, 2 usage, 3 not signed in, 4 unreachable, 5 not allowed, 6 not confirmed.`;
}
