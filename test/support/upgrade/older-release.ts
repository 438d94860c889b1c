/**
 * The real parts of the release before the first migration with a way down, out of git's history, so that they run beside
 * this checkout's. Their packages of npm are this checkout's.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Part } from "@drawbridge/contracts/part";
import { until } from "../clocks/until.ts";
import { repository } from "../machine/source-files.ts";

const run = promisify(execFile);

/** The last commit of that release. */
export const olderCommit = "abe26cb843f2117232ad8165e998b50fd0b72f08";

export interface OlderRelease {
  /** Its folder, laid out as this repository. */
  readonly folder: string;
  /** Bundles its proxy as its own build does, and returns the script of its command line. */
  bundledCli(): Promise<string>;
  /** Runs one of its programs until it is ready at `url`. Closing it sends SIGTERM and waits. */
  start(program: string, url: string, environment: NodeJS.ProcessEnv): Promise<Part>;
  dispose(): Promise<void>;
}

/** Null where this clone does not have the commit, because it was made with a limited depth. */
export async function olderRelease(): Promise<OlderRelease | null> {
  const isThere = await run("git", ["cat-file", "-e", `${olderCommit}^{commit}`], { cwd: repository }).then(
    () => true,
    () => false,
  );
  if (!isThere) return null;
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-older-"));
  const parts = ["reference-servers", "proxy", "examples", "scripts", "package.json"];
  const archive = join(folder, "older.tar");
  await run("git", ["archive", "-o", archive, olderCommit, ...parts], {
    cwd: repository,
  });
  await run("tar", ["xf", archive, "-C", folder]);
  await linkPackages(folder);
  return {
    folder,
    async bundledCli() {
      const { bundleProxy }: { bundleProxy(outdir: string): Promise<unknown> } = await import(
        join(folder, "scripts", "build.ts")
      );
      const dist = join(folder, "dist");
      await bundleProxy(dist);
      await writeFile(join(dist, "package.json"), '{ "type": "module" }\n');
      return join(dist, "cli.js");
    },
    async start(program, url, environment) {
      const child = spawn(process.execPath, [join(folder, program)], {
        stdio: ["ignore", "ignore", "inherit"],
        env: { PATH: process.env.PATH, ...environment },
      });
      const isReady = async () => {
        if (child.exitCode !== null) throw new Error(`The older ${program} has ended.`);
        return (await fetch(`${url}/readyz`).catch(() => null))?.ok === true;
      };
      await until(`the older ${program} is ready`, isReady, 60_000);
      return {
        url,
        async close() {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const ended = once(child, "exit");
          child.kill("SIGTERM");
          await ended;
        },
      };
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Its own packages from its own folders, all others from this checkout. */
async function linkPackages(folder: string): Promise<void> {
  const [ours, theirs] = [join(repository, "node_modules"), join(folder, "node_modules")];
  await mkdir(join(theirs, "@drawbridge"), { recursive: true });
  for (const name of await readdir(ours))
    if (name !== "@drawbridge") await symlink(join(ours, name), join(theirs, name));
  const parts = ["contracts", "hosted", "framework", "registry", "identity", "edge", "servers/presto"];
  for (const part of parts)
    await symlink(join(folder, "reference-servers", part), join(theirs, "@drawbridge", basename(part)));
}
