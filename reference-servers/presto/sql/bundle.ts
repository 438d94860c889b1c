/**
 * Bundles grammar.ts and the parser it imports into dist/trino-parser.js: dt-sql-parser's modules import each other
 * without extensions, which Node refuses. Run by the install; `node reference-servers/presto/sql/bundle.ts` by hand.
 */
import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("./grammar.ts", import.meta.url));
const target = fileURLToPath(new URL("../dist/trino-parser.js", import.meta.url));

/** The bundle's first line names what it was made of, so that one made of older sources is told apart. */
export async function bundleIsCurrent(): Promise<boolean> {
  const text = await readFile(target, "utf8").catch(() => "");
  return text.startsWith(await banner());
}

/** Makes the bundle, replacing an older one in one step. Throws where esbuild is not installed. */
export async function bundleParser(): Promise<void> {
  const { build } = await import("esbuild");
  const unfinished = `${target}.${randomUUID()}`;
  try {
    await build({
      entryPoints: [source],
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

async function banner(): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve("dt-sql-parser/package.json");
  const made = createHash("sha256");
  for (const file of [source, manifest]) made.update(await readFile(file));
  return `// made from ${made.digest("hex").slice(0, 16)}`;
}

if (import.meta.main) await bundleParser();
