/**
 * Bundles the parts that this server runs in other processes and threads into dist/. Plain JavaScript starts faster and
 * needs less memory than sources whose types Node must strip first (an engine process in 0.2 s instead of 0.65 s).
 * Also, the SQL parser's modules import each other without extensions, which Node refuses. The install runs this; run
 * `node reference-servers/servers/presto/bundle.ts` to do it by hand.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The entry file of each part, from the package's folder. */
const entries = {
  "sql-judge": "sql/judge-thread.ts",
  "engine-process": "engines/duckdb/process/engine-process.ts",
} as const;
export type BundledPart = keyof typeof entries;
export const bundledParts: readonly BundledPart[] = ["sql-judge", "engine-process"];

const folder = fileURLToPath(new URL(".", import.meta.url));
const buildCommand = "npm ci && node reference-servers/servers/presto/bundle.ts";
const targetOf = (part: BundledPart): string => `${folder}dist/${part}.js`;

/** The first line of a bundle: this text, then the source files with their digests. */
const firstLineStart = "// made from ";
const MadeFrom = z.record(z.string(), z.string());

/** In an image, this module and all others are compiled: the bundles are those that the image was built with. */
const sourcesAreHere = import.meta.url.endsWith(".ts");

const bundles = new Map<BundledPart, Promise<string>>();

/**
 * Returns the path of the part's bundle, and builds it from the current sources if it is missing or outdated. It is
 * checked once per process, and again after a failure. Throws an Error with the command to run if the bundle cannot be built.
 */
export function currentBundle(part: BundledPart): Promise<string> {
  const bundling = bundles.get(part);
  if (bundling !== undefined) return bundling;
  const bundle = buildIfOutdated(part);
  bundles.set(part, bundle);
  bundle.catch(() => bundles.delete(part)); // the next caller tries again
  return bundle;
}

async function buildIfOutdated(part: BundledPart): Promise<string> {
  if (sourcesAreHere && !(await bundleIsCurrent(part))) {
    await bundlePart(part).catch((cause: unknown) => {
      throw new Error(`A part of the Presto server (${part}) is not built. Run: ${buildCommand}`, { cause });
    });
  }
  return targetOf(part);
}

/** True if the part's bundle exists and was built from the current sources. */
export async function bundleIsCurrent(part: BundledPart): Promise<boolean> {
  const text = await readFile(targetOf(part), "utf8").catch(() => "");
  const [first = ""] = text.split("\n", 1);
  if (!first.startsWith(firstLineStart)) return false;
  try {
    const madeFrom = MadeFrom.parse(JSON.parse(first.slice(firstLineStart.length)));
    return JSON.stringify(await digestsOf(Object.keys(madeFrom))) === JSON.stringify(madeFrom);
  } catch {
    return false; // a source file was deleted, or an earlier version of this module wrote the line
  }
}

/** Builds the part's bundle and replaces an older one atomically. Throws an Error if esbuild is not installed. */
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
    keepNames: true, // the kinds of tree nodes are the class names of the parser
    external: ["@duckdb/node-api"],
    logLevel: "error",
    metafile: true,
    write: false,
  });
  const ours = Object.keys(metafile.inputs).filter((file) => !file.includes("node_modules"));
  // The package.json pins the versions of the dependencies.
  const madeFrom = await digestsOf([...ours, "package.json"].toSorted());
  const target = targetOf(part);
  const unfinished = `${target}.${randomUUID()}`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(unfinished, [
      `${firstLineStart}${JSON.stringify(madeFrom)}\n`,
      ...outputFiles.map(({ text }) => text),
    ]);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Digests by path from the package's folder. Throws an Error if a file does not exist. */
async function digestsOf(files: readonly string[]): Promise<z.infer<typeof MadeFrom>> {
  const digests = files.map(async (file) => {
    const digest = createHash("sha256").update(await readFile(`${folder}${file}`));
    return [file, digest.digest("hex").slice(0, 16)] as const;
  });
  return Object.fromEntries(await Promise.all(digests));
}

if (import.meta.main) await Promise.all(bundledParts.map(bundlePart));
