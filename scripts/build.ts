/**
 * Bundles the parts that cannot run from source, or start much faster as a bundle: the proxy (which must run on Node 20
 * and on VS Code's runtime), and the parts that the Presto server runs in other processes and threads. `node
 * scripts/build.ts` builds all of them and prints the proxy's sizes.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { bundledParts, currentBundle } from "@drawbridge/presto/bundle";
import { type BuildOptions, build, type Plugin, stop } from "esbuild";
import { zodMembers } from "./zod-members.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface BundledFile {
  /** The path below the bundle's folder. */
  readonly name: string;
  readonly bytes: number;
}

/** Builds everything that the npm commands need. It takes well under a second if nothing changed. */
export async function bundle(): Promise<void> {
  await Promise.all([bundleProxy(), ...bundledParts.map(currentBundle)]);
  // Without this, esbuild's service process would use 50 MB as long as the next program runs.
  await stop();
}

/**
 * Builds the proxy: cli.js, a chunk for each command, and the bridge in one file, because an agent waits for it.
 * Unchanged files are not written and no file is removed, because a running broker loads its chunks when it needs them.
 */
export async function bundleProxy(outdir = `${root}proxy/dist`): Promise<readonly BundledFile[]> {
  const bridge = await build({
    ...proxyOptions,
    entryPoints: [`${root}proxy/bridge.ts`],
    entryNames: "[name]-[hash]",
    outdir,
  });
  const [bridgeFile] = bridge.outputFiles;
  if (bridgeFile === undefined) throw new Error("esbuild wrote no bridge");
  const rest = await build({
    ...proxyOptions,
    entryPoints: [`${root}proxy/cli.ts`],
    outdir,
    splitting: true,
    plugins: [...proxyOptions.plugins, builtApart("./bridge.ts", `./${basename(bridgeFile.path)}`)],
  });
  const outputFiles = [bridgeFile, ...rest.outputFiles];
  const files = outputFiles.map(({ path, text }) => ({ path, contents: Buffer.from(withRequire(text)) }));
  for (const { path, contents } of files) {
    const before = await readFile(path).catch(() => null);
    if (before?.equals(contents) === true) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  return files.map(({ path, contents }) => ({ name: relative(outdir, path), bytes: contents.length }));
}

/** CommonJS packages load Node's own modules with require. A file without them does not pay for it. */
const withRequire = (text: string): string => (/\brequire\b/.test(text) ? `${defineRequire}${text}` : text);

const defineRequire =
  'import{createRequire as createRequireOfNode}from"node:module";const require=createRequireOfNode(import.meta.url);';

/** Leaves `source` out of the bundle, and imports the file `built` in its place. */
const builtApart = (source: string, built: string): Plugin => ({
  name: "built-apart",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path }) => (path === source ? { path: built, external: true } : null));
  },
});

/**
 * If a module imports node:http, Node also loads the WebSocket that http exports, and with it a second HTTP client.
 * That costs 20 ms of a broker's start and 3 MB. With require, only http itself is loaded.
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

const proxyOptions = {
  bundle: true,
  minify: true,
  write: false,
  platform: "node",
  format: "esm",
  target: "node20",
  // Older packages (jsonc-parser) use this field for the build that can be bundled; the other build loads its parts at
  // run time.
  mainFields: ["module", "main"],
  external: ["@napi-rs/keyring"],
  plugins: [zodMembers, quietHttp],
  logLevel: "error",
} satisfies BuildOptions;

if (import.meta.main) {
  await bundle();
  for (const { name, bytes } of await bundleProxy())
    console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KB  ${name}`);
}
