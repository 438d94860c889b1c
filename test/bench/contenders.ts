/**
 * What the benchmark compares, each a path to the upstream server: direct HTTP, the floor (a minimal stdio bridge), Drawbridge, and each
 * installed peer.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { cli } from "../support/agents/command-line.ts";

export interface Target {
  readonly url: string;
  readonly token: string;
  /** Drawbridge's home in this run. */
  readonly home: string;
}

export interface Contender {
  readonly name: string;
  /** argv of the bridge; null for direct HTTP. */
  readonly launch: ((target: Target) => readonly string[]) | null;
}

const header = ({ token }: Target): string => `Authorization: Bearer ${token}`;
const floor = fileURLToPath(new URL("floor.mjs", import.meta.url));

const own: readonly Contender[] = [
  { name: "direct", launch: null },
  { name: "floor", launch: ({ url, token }) => [process.execPath, floor, url, token] },
  {
    name: "drawbridge",
    launch: (target) => [
      ...[process.execPath, cli, "bridge", "--url", target.url, "--header", header(target)],
      ...["--home", target.home],
    ],
  },
];

/** npm packages that do the same job; each is measured where BENCH_PEERS names a folder that has it installed. */
const npmPeers: readonly { name: string; args: (target: Target) => readonly string[] }[] = [
  { name: "mcp-remote", args: (target) => [target.url, "--header", header(target)] },
  { name: "supergateway", args: ({ url, token }) => ["--streamableHttp", url, "--oauth2Bearer", token] },
];

/** Ours, then the peers found in `folder` (a folder with node_modules). */
export function contendersWith(folder: string | undefined): readonly Contender[] {
  if (folder === undefined) return own;
  const found = npmPeers.flatMap(({ name, args }) => {
    const program = binaryOf(name, folder);
    return program === null ? [] : [{ name, launch: (target: Target) => [process.execPath, program, ...args(target)] }];
  });
  return [...own, ...found];
}

const Manifest = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

function binaryOf(name: string, folder: string): string | null {
  const bases = createRequire(join(folder, "package.json")).resolve.paths(name) ?? [];
  const manifest = bases.map((base) => join(base, name, "package.json")).find((file) => existsSync(file));
  if (manifest === undefined) return null;
  const { bin } = Manifest.parse(JSON.parse(readFileSync(manifest, "utf8")));
  const file = typeof bin === "string" ? bin : bin[name];
  return file === undefined ? null : join(dirname(manifest), file);
}
