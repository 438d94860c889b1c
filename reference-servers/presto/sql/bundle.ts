/**
 * Bundles the judge's thread with the parser into dist/sql-judge.js. The parser's modules import each other without
 * extensions, which Node refuses; and a thread of plain JavaScript starts sooner and smaller than one that must strip
 * types first. Run by the install; `node reference-servers/presto/sql/bundle.ts` by hand.
 */
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const target = new URL("../dist/sql-judge.js", import.meta.url);
const by = "npm ci && node reference-servers/presto/sql/bundle.ts";

/** The bundle of the present sources; makes it where there is none. Throws with the command to run where it cannot. */
export async function currentBundle(): Promise<URL> {
  if (!(await bundleIsCurrent())) {
    await bundleParser().catch((cause: unknown) => {
      throw new Error(`The SQL judge is not built. Run: ${by}`, { cause });
    });
  }
  return target;
}

/** The bundle's first line names what it was made of, so that one of older sources is told apart. */
export async function bundleIsCurrent(): Promise<boolean> {
  const text = await readFile(target, "utf8").catch(() => "");
  return text.startsWith(await banner());
}

/** Makes the bundle, replacing an older one in one step. Throws where esbuild is not installed. */
export async function bundleParser(): Promise<void> {
  const { build } = await import("esbuild");
  const unfinished = `${fileURLToPath(target)}.${randomUUID()}`;
  try {
    await build({
      entryPoints: [`${folder}judge-thread.ts`],
      outfile: unfinished,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node22",
      minify: true,
      keepNames: true, // the tree's kinds are the parser's class names
      banner: { js: await banner() },
      logLevel: "error",
    });
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** The package's manifest pins the parser's version. */
async function banner(): Promise<string> {
  const sources = (await readdir(folder)).filter((name) => name.endsWith(".ts")).toSorted();
  const digest = createHash("sha256").update(await readFile(`${folder}../package.json`));
  for (const name of sources) digest.update(await readFile(`${folder}${name}`));
  return `// made from ${digest.digest("hex").slice(0, 16)}`;
}

if (import.meta.main) await bundleParser();
