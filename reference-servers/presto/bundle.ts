/**
 * Bundles what this server runs apart from itself into dist/: plain JavaScript starts sooner and smaller than sources
 * whose types must be stripped first (an engine process in 0.2 s instead of 0.65), and the SQL parser's modules import
 * each other without extensions, which Node refuses. Run by the install; `node reference-servers/presto/bundle.ts`
 * by hand.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** Where each part's sources begin, from the package's folder. */
const entries = {
  "sql-judge": "sql/judge-thread.ts",
  "engine-process": "engines/duckdb/engine-process.ts",
} as const;
export type BundledPart = keyof typeof entries;
export const bundledParts: readonly BundledPart[] = ["sql-judge", "engine-process"];

const folder = fileURLToPath(new URL(".", import.meta.url));
const by = "npm ci && node reference-servers/presto/bundle.ts";
const targetOf = (part: BundledPart): string => `${folder}dist/${part}.js`;

/** A bundle's first line: this, then the files that it was made of, each with its digest. */
const opening = "// made from ";
const MadeFrom = z.record(z.string(), z.string());

const checked = new Map<BundledPart, Promise<string>>();

/**
 * The path of the part's bundle, made of the present sources where there is none of them. What was current once stays
 * so for this process. Throws with the command to run where the bundle cannot be made.
 */
export function currentBundle(part: BundledPart): Promise<string> {
  const known = checked.get(part) ?? madeCurrent(part);
  checked.set(part, known);
  return known;
}

async function madeCurrent(part: BundledPart): Promise<string> {
  if (!(await bundleIsCurrent(part))) {
    await bundlePart(part).catch((cause: unknown) => {
      throw new Error(`A part of the Presto server (${part}) is not built. Run: ${by}`, { cause });
    });
  }
  return targetOf(part);
}

/** Whether the part's bundle is there, and made of the sources as they are now. */
export async function bundleIsCurrent(part: BundledPart): Promise<boolean> {
  const text = await readFile(targetOf(part), "utf8").catch(() => "");
  const [first = ""] = text.split("\n", 1);
  if (!first.startsWith(opening)) return false;
  try {
    const madeFrom = MadeFrom.parse(JSON.parse(first.slice(opening.length)));
    return JSON.stringify(await digestsOf(Object.keys(madeFrom))) === JSON.stringify(madeFrom);
  } catch {
    return false; // one of its sources is gone, or an earlier form of this file wrote the line
  }
}

/** Makes the part's bundle, replacing an older one in one step. Throws where esbuild is not installed. */
export async function bundlePart(part: BundledPart): Promise<void> {
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [entries[part]],
    outdir: "dist",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    minify: true,
    keepNames: true, // the tree's kinds are the parser's class names
    external: ["@duckdb/node-api"],
    logLevel: "error",
    metafile: true,
    write: false,
  });
  const ours = Object.keys(metafile.inputs).filter((file) => !file.includes("node_modules"));
  // The package's manifest pins the versions of what is not ours.
  const madeFrom = await digestsOf([...ours, "package.json"].toSorted());
  const target = targetOf(part);
  const unfinished = `${target}.${randomUUID()}`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(unfinished, [`${opening}${JSON.stringify(madeFrom)}\n`, ...outputFiles.map(({ text }) => text)]);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** By path from the package's folder. Throws where a file is not there. */
async function digestsOf(files: readonly string[]): Promise<z.infer<typeof MadeFrom>> {
  const digests = files.map(async (file) => {
    const digest = createHash("sha256").update(await readFile(`${folder}${file}`));
    return [file, digest.digest("hex").slice(0, 16)] as const;
  });
  return Object.fromEntries(await Promise.all(digests));
}

if (import.meta.main) await Promise.all(bundledParts.map(bundlePart));
