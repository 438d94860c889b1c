/**
 * The launcher is the one path that agents' files name. The path stays valid when the command line, the editor or Node
 * are updated or moved, because the launcher lists everything that could start a bridge and takes the first one that
 * still exists.
 */
import { posix, win32 } from "node:path";
import { compareVersions } from "@drawbridge/contracts/version-order";
import { z } from "zod";
import type { Home } from "../files/home.ts";
import type { Machine } from "./machine.ts";

/** One installed Drawbridge, and the programs that can run it. */
export const Installation = z.object({
  version: z.string(),
  /** The script that is the command line. */
  program: z.string(),
  /** Paths of real Nodes. The path that is likely to last longest comes first. */
  nodes: z.array(z.string()),
  /** An editor's own program, which runs as a Node if ELECTRON_RUN_AS_NODE is set; null if none is known. */
  editor: z.string().nullable(),
});
export type Installation = z.infer<typeof Installation>;

/** The path of the launcher. It may not exist yet. */
export function launcherOf(home: Home, { platform }: Pick<Machine, "platform">): string {
  return platform === "win32"
    ? win32.join(home.folder, "bin", "drawbridge.cmd")
    : posix.join(home.folder, "bin", "drawbridge");
}

/** Newest version first. Of the same version, or from the same place, the one that was installed last comes first. */
export function ranked(installations: readonly Installation[], added: Installation): readonly Installation[] {
  const others = installations.filter(({ program }) => program !== added.program);
  return [added, ...others].sort((a, b) => compareVersions(b.version, a.version));
}

/**
 * The launcher's text. It tries a real Node before an editor's program, because some editors, run as a Node, miss the
 * end of their input.
 */
export function launcherText(
  platform: Machine["platform"],
  home: string,
  installations: readonly Installation[],
): string {
  return platform === "win32" ? commandFile(home, installations) : shellScript(home, installations);
}

const about = "Starts Drawbridge for the agents on this machine. Each update of Drawbridge writes this file again.";

/** Whether a file's text is a launcher, of this version or another. */
export const isLauncher = (text: string): boolean => text.includes(about);

const launcherLost = "Drawbridge was moved or removed. Open VS Code, or run drawbridge agents add, to set this right.";

function shellScript(home: string, installations: readonly Installation[]): string {
  const tries = installations.flatMap(({ program, nodes, editor }) => {
    const start = (path: string, before = "") =>
      `  [ -x ${quoted(path)} ] && ${before}exec ${quoted(path)} ${quoted(program)} "$@"`;
    return [
      `if [ -f ${quoted(program)} ]; then`,
      ...nodes.map((path) => start(path)),
      ...(editor === null ? [] : [start(editor, "export ELECTRON_RUN_AS_NODE=1 && ")]),
      `  command -v node >/dev/null && exec node ${quoted(program)} "$@"`,
      "fi",
    ];
  });
  const lines = [
    "#!/bin/sh",
    `# ${about}`,
    // The agent's or the shell's options are for their own programs: a module that they load could print between the
    // lines of the protocol, and an option that this Node does not know would stop it.
    "unset NODE_OPTIONS",
    `export DRAWBRIDGE_HOME=${quoted(home)}`,
    ...tries,
    `echo "drawbridge: ${launcherLost}" >&2`,
    "exit 127",
  ];
  return `${lines.join("\n")}\n`;
}

/** Quotes a word for the shell. Between single quotes no character has a special meaning. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

function commandFile(home: string, installations: readonly Installation[]): string {
  const tries = installations.flatMap(({ program, nodes, editor }, at) => {
    const script = `"${escaped(program)}"`;
    const run = (path: string, before: string) =>
      `if exist "${escaped(path)}" (${before}"${escaped(path)}" ${script} %*& goto :end)`;
    return [
      `if not exist ${script} goto :next${at}`,
      ...nodes.map((path) => run(path, "")),
      ...(editor === null ? [] : [run(editor, 'set "ELECTRON_RUN_AS_NODE=1"& ')]),
      `where /q node && (node ${script} %*& goto :end)`,
      `:next${at}`,
    ];
  });
  const lines = [
    "@echo off",
    `rem ${about}`,
    // The paths are UTF-8, so the console must not use another code page.
    "chcp 65001 >nul",
    "setlocal disabledelayedexpansion",
    'set "NODE_OPTIONS="',
    `set "DRAWBRIDGE_HOME=${escaped(home)}"`,
    ...tries,
    `echo drawbridge: ${launcherLost} 1>&2`,
    "exit /b 127",
    ":end",
    "exit /b %ERRORLEVEL%",
  ];
  return `${lines.join("\r\n")}\r\n`;
}

/** Escapes a path for a command file: a percent sign is doubled. A Windows path cannot hold quotes. */
const escaped = (path: string): string => path.replaceAll("%", "%%");
