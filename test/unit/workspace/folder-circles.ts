/** Finds circles of imports between the folders of a tree. Type imports count, because a reader follows them too. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** folder → each folder that it imports from, with one import as an example ("a/x.ts imports b/y.ts"). */
export type FolderImports = ReadonlyMap<string, ReadonlyMap<string, string>>;

const relativeImport = /(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/** The imports between the folders below `root`. A file directly in `root` is an entry, and counts as its own folder. */
export function folderImports(root: string, files: readonly string[], read = readText): FolderImports {
  const found = new Map<string, Map<string, string>>();
  const folderOf = (file: string) => (dirname(file) === "." ? file : dirname(file));
  for (const file of files) {
    const importer = relative(root, file);
    for (const [, specifier = ""] of read(file).matchAll(relativeImport)) {
      const imported = relative(root, join(dirname(file), specifier));
      const [from, to] = [folderOf(importer), folderOf(imported)];
      if (from === to || imported.startsWith("..") || !imported.endsWith(".ts")) continue;
      const targets = found.get(from) ?? new Map<string, string>();
      if (!targets.has(to)) targets.set(to, `${importer} imports ${imported}`);
      found.set(from, targets);
    }
  }
  return found;
}

/** The imports of one circle, in order; empty where there is no circle. */
export function circleIn(imports: FolderImports): string[] {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (folder: string): string[] => {
    const start = path.indexOf(folder);
    if (start >= 0) return [...path.slice(start), folder];
    if (finished.has(folder)) return [];
    path.push(folder);
    for (const next of imports.get(folder)?.keys() ?? []) {
      const circle = visit(next);
      if (circle.length > 0) return circle;
    }
    path.pop();
    finished.add(folder);
    return [];
  };
  for (const folder of imports.keys()) {
    const circle = visit(folder);
    if (circle.length > 0) return circle.slice(1).map((to, at) => imports.get(circle[at] ?? "")?.get(to) ?? to);
  }
  return [];
}

const readText = (file: string): string => readFileSync(file, "utf8");
