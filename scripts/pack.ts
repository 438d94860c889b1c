/**
 * Packs the libraries that a server outside of this repository needs, as tarballs for `npm install`: `npm run package`
 * does it too. In the repository, their `.ts` files run as they are; Node runs none below node_modules, so a package holds
 * JavaScript and declarations.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { tool } from "./tool.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = join(root, "reference-servers");
const run = promisify(execFile);

/** The framework, and what it is built on. */
const libraries = ["contracts", "hosted", "framework"] as const;

const Manifest = z.looseObject({
  name: z.string(),
  exports: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/** Packs each library into `folder`, and returns the tarballs. Throws with the compiler's or npm's message. */
export async function packLibraries(folder: string): Promise<readonly string[]> {
  const staging = await mkdtemp(join(tmpdir(), "drawbridge-pack-"));
  try {
    await compile(staging, libraries);
    for (const library of libraries) {
      await copyOtherFiles(join(sources, library), join(staging, library));
      await cp(join(root, "LICENSE"), join(staging, library, "LICENSE"));
      const manifest: unknown = JSON.parse(await readFile(join(sources, library, "package.json"), "utf8"));
      await writeFile(join(staging, library, "package.json"), `${JSON.stringify(packedManifest(manifest), null, 2)}\n`);
    }
    await mkdir(folder, { recursive: true });
    const options = ["--pack-destination", folder, "--ignore-scripts", "--loglevel=error"];
    const { stdout } = await run("npm", ["pack", ...libraries.map((library) => `./${library}`), ...options], {
      cwd: staging,
    });
    return stdout
      .trim()
      .split("\n")
      .map((name) => join(folder, basename(name)));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * The package.json of a packed library: publishable, with entry points that are compiled. Throws where the library depends
 * on a workspace that is not packed.
 */
export function packedManifest(manifest: unknown): object {
  const { private: _, exports, ...published } = Manifest.parse(manifest);
  const packed: readonly string[] = libraries.map((library) => `@drawbridge/${library}`);
  const missing = Object.keys(published.dependencies).filter(
    (name) => name.startsWith("@drawbridge/") && !packed.includes(name),
  );
  if (missing.length > 0)
    throw new Error(
      `${published.name} depends on ${missing.join(", ")}, which is not packed. Add it to scripts/pack.ts.`,
    );
  const compiled = Object.entries(exports).map(([entryPoint, file]) => [entryPoint, compiledEntry(file)]);
  return { ...published, exports: Object.fromEntries(compiled) };
}

/** Where an entry point of a compiled package is. */
export function compiledEntry(file: string): string | { readonly types: string; readonly default: string } {
  if (!file.endsWith(".ts")) return file;
  return { types: file.replace(/\.ts$/, ".d.ts"), default: file.replace(/\.ts$/, ".js") };
}

/**
 * Compiles folders of reference-servers/ to JavaScript below `staging`, all in one run, because each is checked against the
 * others. Throws with the compiler's message.
 */
export async function compile(staging: string, folders: readonly string[]): Promise<void> {
  const config = join(root, "dist", `tsconfig.pack-${process.pid}.json`);
  await mkdir(join(root, "dist"), { recursive: true });
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: sources,
    outDir: staging,
    types: ["node"],
  };
  const include = folders.map((folder) => join(sources, folder, "**/*.ts"));
  await writeFile(config, JSON.stringify({ extends: "../tsconfig.json", compilerOptions, include, exclude: [] }));
  try {
    await run(process.execPath, [tool("tsc"), "--project", config]);
  } catch (error) {
    const { stdout } = z.object({ stdout: z.string() }).parse(error);
    throw new Error(`The hosted packages do not compile. Run \`npm run check\`. The compiler says:\n${stdout}`);
  } finally {
    await rm(config, { force: true });
  }
}

/** Copies what is not TypeScript: policies, data, documents. */
export const copyOtherFiles = (from: string, to: string): Promise<void> =>
  cp(from, to, {
    recursive: true,
    filter: (file) =>
      !/(^|\/)(node_modules|dist)(\/|$)/.test(relative(from, file)) && !/(\.ts|package\.json)$/.test(file),
  });

if (import.meta.main)
  for (const tarball of await packLibraries(join(root, "dist", "packages"))) console.log(relative(root, tarball));
