/**
 * Bundles what cannot run from source, or starts much sooner: the proxy (it must run on Node 20 and on VS Code's
 * runtime), and the parts that the Presto server runs apart from itself. `node scripts/build.ts` makes all and prints
 * the proxy's sizes.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { bundledParts, currentBundle } from "@drawbridge/presto/bundle";
import { build, type Plugin, stop } from "esbuild";
import { zodMembers } from "./zod-members.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface BundledFile {
  /** Path below the bundle's folder. */
  readonly name: string;
  readonly bytes: number;
}

/** Everything the npm commands need before they run. Takes well under a second when nothing changed. */
export async function bundle(): Promise<void> {
  await Promise.all([bundleProxy(), ...bundledParts.map(currentBundle)]);
  // Its service process would live, and take 50 MB, as long as what runs next.
  await stop();
}

/**
 * The proxy: cli.js, and a chunk for each command, so that `drawbridge bridge` loads only itself. Files that did not
 * change are left alone and none is removed, because a running broker loads its chunks when it needs them.
 */
export async function bundleProxy(outdir = `${root}proxy/dist`): Promise<readonly BundledFile[]> {
  const { outputFiles } = await build({
    entryPoints: [`${root}proxy/cli.ts`],
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    // Packages of the older kind (jsonc-parser) name their bundlable half so; the other one loads its parts at run time.
    mainFields: ["module", "main"],
    external: ["@napi-rs/keyring"],
    // The CommonJS packages among the bundled ones ask for Node's own modules by require.
    banner: {
      js: 'import{createRequire as createRequireOfNode}from"node:module";const require=createRequireOfNode(import.meta.url);',
    },
    plugins: [zodMembers, quietHttp],
    logLevel: "error",
  });
  for (const file of outputFiles) {
    const before = await readFile(file.path).catch(() => null);
    if (before?.equals(file.contents) === true) continue;
    await mkdir(dirname(file.path), { recursive: true });
    await writeFile(file.path, file.contents);
  }
  return outputFiles.map((file) => ({ name: relative(outdir, file.path), bytes: file.contents.length }));
}

/**
 * Node gives a module that imports its http all that http exports, its WebSocket among it, and so loads a second HTTP
 * client: 20 ms of a broker's start and 3 MB. Required, http is itself alone.
 */
const quietHttp: Plugin = {
  name: "quiet-http",
  setup({ onResolve, onLoad }) {
    const namespace = "required";
    onResolve({ filter: /^(node:)?https?$/ }, ({ path, kind }) =>
      kind === "require-call" ? { path, external: true } : { path, namespace },
    );
    onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: `module.exports = require("${path}")` }));
  },
};

if (import.meta.main) {
  await bundle();
  for (const { name, bytes } of await bundleProxy())
    console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KB  ${name}`);
}
