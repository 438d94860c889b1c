/**
 * Bundles what cannot run from source: the proxy (runs on Node 20 and on VS Code's runtime).
 * `drawbridge bridge` loads only what bridge.ts needs: every other command is a chunk of its own.
 */
import { rm } from "node:fs/promises";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;

/** Writes proxy/dist/cli.js and its chunks; answers with the bytes of each file. */
export async function bundleProxy(outdir = `${root}proxy/dist`): Promise<Map<string, number>> {
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [`${root}proxy/cli.ts`],
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["@napi-rs/keyring"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return new Map(Object.entries(metafile.outputs).map(([file, output]) => [file, output.bytes]));
}
