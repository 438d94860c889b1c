/** The workspace's packages as their package.json describes them, and what their sources import. */
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import { z } from "zod";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";

const Versions = z.record(z.string(), z.string()).default({});
const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  exports: z.record(z.string(), z.string()).default({}),
  dependencies: Versions,
  devDependencies: Versions,
  optionalDependencies: Versions,
});

export interface WorkspacePackage extends z.output<typeof Manifest> {
  /** From the repository's folder; "" for the root. */
  readonly folder: string;
}

export interface Import {
  /** From the repository's folder. */
  readonly file: string;
  /** The specifier as written; for a relative path, the path that it names, from the repository's folder. */
  readonly target: string;
  /** The package that is imported; null for a relative path. */
  readonly package: string | null;
  /** An `import(…)`: the file also works where the package is not installed. */
  readonly onDemand: boolean;
}

const Root = z.object({ workspaces: z.array(z.string()) });
const read = (file: string): unknown => JSON.parse(readFileSync(`${repository}${file}`, "utf8"));

/** The root comes last, because each file belongs to the first package whose folder it lies in. */
export const packages: readonly WorkspacePackage[] = [
  ...Root.parse(read("package.json")).workspaces.map((folder) => ({
    folder,
    ...Manifest.parse(read(`${folder}/package.json`)),
  })),
  { folder: "", ...Manifest.parse(read("package.json")) },
];

export const packageOf = (file: string): WorkspacePackage | undefined =>
  packages.find(({ folder }) => folder === "" || file.startsWith(`${folder}/`));

/** Every import of a source file, but those of Node's own modules and of the editor's API. */
export function allImports(): readonly Import[] {
  const files = sourceFiles().filter((file) => /\.(ts|mts|js|mjs)$/.test(file));
  return files.flatMap((path) => {
    const file = relative(repository, path);
    return importsIn(readFileSync(path, "utf8"), file);
  });
}

/** In an import or a re-export, which may have a name a line, or in an `import(…)`. */
const specifier = /^(?:(?:import|export)\b[^"`;]*? from|import) "([^"]+)";$|\bimport\("([^"]+)"\)/gm;

function importsIn(text: string, file: string): Import[] {
  return [...text.matchAll(specifier)].flatMap(([, fixed, onDemand]) => {
    const found = fixed ?? onDemand ?? "";
    if (isBuiltin(found) || found === "vscode") return [];
    const isRelative = found.startsWith(".");
    return {
      file,
      target: isRelative ? join(file, "..", found) : found,
      package: isRelative ? null : nameOf(found),
      onDemand: onDemand !== undefined,
    };
  });
}

const nameOf = (found: string): string => found.split("/", found.startsWith("@") ? 2 : 1).join("/");
