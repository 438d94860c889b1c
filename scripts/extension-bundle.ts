/**
 * Bundles the extension as CommonJS, which every supported editor can load. An editor reads and compiles all of a file at
 * once, so `main.cjs` has what each window needs at its start, and other files have what is imported later.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";
import { zodMembers } from "./zod-members.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const main = "main.cjs";

/** Writes the extension (main.cjs and its parts) and the hook of its removal (uninstall.cjs). Returns the bytes of the first. */
export async function bundleExtension(outdir: string): Promise<number> {
  await build({
    ...options,
    entryPoints: [join(root, "extension", "uninstall", "hook.ts")],
    outfile: join(outdir, "uninstall.cjs"),
    format: "cjs",
    banner: { js: defineUrl },
  });
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: [join(root, "extension", "main.ts")],
    outdir,
    format: "esm",
    splitting: true,
    outExtension: { ".js": ".cjs" },
    metafile: true,
    write: false,
  });
  const parts = new Map<string, string>();
  for (const { path, text } of outputFiles) parts.set(basename(path), await commonJs(text));
  const files = withFirstParts(parts, neededFirst(metafile));
  await mkdir(outdir, { recursive: true });
  for (const [name, text] of files) await writeFile(join(outdir, name), text);
  return [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** esbuild splits ES modules alone, so that each of its files becomes CommonJS here. A later import becomes a later require. */
async function commonJs(text: string): Promise<string> {
  const { code } = await transform(text, {
    ...{ format: "cjs", platform: "node", target: "node20", minify: true },
    supported: { "dynamic-import": false },
  });
  return code.includes("importMetaUrl") ? `${defineUrl}${code}` : code;
}

/** The files that a window needs at its start: main's, and those that they import. */
function neededFirst({ outputs }: Metafile): ReadonlySet<string> {
  const needed = new Set(Object.keys(outputs).filter((path) => basename(path) === main));
  for (const path of needed)
    for (const { kind, path: imported } of outputs[path]?.imports ?? [])
      if (kind === "import-statement" && imported in outputs) needed.add(imported);
  return new Set([...needed].map((path) => basename(path)));
}

const requiredPart = /\brequire\("\.\/([\w-]+\.cjs)"\)/g;

/**
 * Puts the parts of `first` into main.cjs, because each file costs about a millisecond. The other files get them from
 * there, so that each part exists once.
 */
function withFirstParts(parts: ReadonlyMap<string, string>, first: ReadonlySet<string>): ReadonlyMap<string, string> {
  const inMain = [...first].map((name) => {
    const text = (parts.get(name) ?? "").replaceAll(requiredPart, (match, part) =>
      first.has(part) ? `take("${part}")` : match,
    );
    return `${JSON.stringify(name)}(module,exports){${text}\n}`;
  });
  const mainText = `"use strict";const parts={${inMain.join(",")}};${takePart}module.exports={...take("${main}"),take};`;
  const later = [...parts].flatMap(([name, text]): [string, string][] =>
    first.has(name)
      ? []
      : [[name, text.replaceAll(requiredPart, (match, part) => (first.has(part) ? fromMain(part) : match))]],
  );
  return new Map([[main, mainText], ...later]);
}

const fromMain = (part: string): string => `require("./${main}").take("${part}")`;

/** As Node does: a part runs once, at the first call for it. */
const takePart = `const taken=new Map();const take=(name)=>{let module=taken.get(name);if(!module){module={exports:{}};taken.set(name,module);parts[name](module,module.exports)}return module.exports};`;

const defineUrl = 'const importMetaUrl=require("node:url").pathToFileURL(__filename).href;';

const options = {
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  // As in build.ts: jsonc-parser uses this field for the build that can be bundled.
  mainFields: ["module", "main"],
  external: ["vscode", "@napi-rs/keyring"],
  define: { "import.meta.url": "importMetaUrl" },
  plugins: [zodMembers],
  logLevel: "error",
} satisfies BuildOptions;
