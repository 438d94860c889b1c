/** Writes the launcher. Both the command line and the extension call this after they are installed or updated. */
import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere, writeAtomically } from "@drawbridge/contracts/atomic-file";
import { z } from "zod";
import type { Home } from "../files/home.ts";
import { isTooOld } from "../kernel/oldest-node.ts";
import { version } from "../kernel/version.ts";
import { findProgram, type Workplace } from "./agent-discovery.ts";
import { Installation, launcherOf, launcherText, ranked } from "./launcher.ts";
import { exclusively } from "./lock.ts";
import { AgentsError } from "./model/errors.ts";

export interface Runtime {
  /** `process.execPath`. */
  readonly executable: string;
  /** Whether it is an editor's own program and not a real Node. */
  readonly electron: boolean;
}

export const ownRuntime = (): Runtime => ({
  executable: process.execPath,
  electron: process.versions.electron !== undefined,
});

const Installations = z.array(Installation);

/**
 * Makes the launcher start `program`, the script of the calling Drawbridge, or a newer one that still exists. Returns
 * the launcher's path. Throws `launcher` if it cannot be written.
 */
export async function installLauncher(
  workplace: Workplace,
  program: string,
  runtime: Runtime = ownRuntime(),
): Promise<string> {
  const { home, machine } = workplace;
  const launcher = launcherOf(home, machine);
  const own: Installation = {
    version,
    program,
    nodes: await nodesFor(workplace, runtime),
    editor: runtime.electron ? runtime.executable : null,
  };
  try {
    await exclusively(home, async () =>
      writeLauncher(workplace, await stillThere(ranked(await installationsIn(home), own))),
    );
  } catch (cause) {
    if (cause instanceof AgentsError) throw cause;
    throw new AgentsError("launcher", `${launcher} cannot be written: ${String(cause)}. Nothing else was changed.`, {
      cause,
    });
  }
  return launcher;
}

/** The installations that the launcher can start. Those that are gone are left out. */
export const readInstallations = async (home: Home): Promise<readonly Installation[]> =>
  stillThere(await installationsIn(home));

/** Makes the launcher start only these installations. Throws if it cannot be written. */
export const keepInstallations = (workplace: Workplace, installations: readonly Installation[]): Promise<void> =>
  exclusively(workplace.home, () => writeLauncher(workplace, installations));

async function writeLauncher({ home, machine }: Workplace, installations: readonly Installation[]): Promise<void> {
  const launcher = launcherOf(home, machine);
  const text = launcherText(machine.platform, home.folder, installations);
  if (text === (await readFile(launcher, "utf8").catch(() => null))) return;
  await writeAtomically(listOf(home), `${JSON.stringify(installations, null, 2)}\n`);
  await writeAtomically(launcher, text, 0o700);
}

const listOf = (home: Home): string => join(home.folder, "bin", "installations.json");

/** A damaged list counts as empty, because each installed Drawbridge adds itself again. */
async function installationsIn(home: Home): Promise<readonly Installation[]> {
  try {
    return Installations.parse(JSON.parse((await readIfThere(listOf(home))) ?? "[]"));
  } catch {
    return [];
  }
}

async function stillThere(installations: readonly Installation[]): Promise<readonly Installation[]> {
  const existing = await Promise.all(
    installations.map(({ program }) =>
      access(program).then(
        () => true,
        () => false,
      ),
    ),
  );
  return installations.filter((_, at) => existing[at]);
}

/**
 * The Node on the PATH comes first, because its path survives updates more often than the resolved path of the running
 * process.
 */
async function nodesFor({ machine }: Workplace, { executable, electron }: Runtime): Promise<string[]> {
  const onPath = await findProgram(machine, "node");
  const real = electron ? [] : [executable];
  return onPath !== null && onPath !== executable && (await isRecent(onPath)) ? [onPath, ...real] : real;
}

function isRecent(node: string): Promise<boolean> {
  return new Promise((done) => {
    // An older Node may not know an option of the one that this environment is for, and would not start.
    const { NODE_OPTIONS: _, ...env } = process.env;
    execFile(node, ["--version"], { env, timeout: 5_000, windowsHide: true }, (error, stdout) => {
      done(error === null && !isTooOld(stdout.trim().replace(/^v/, "")));
    });
  });
}
