/** The tables that a statement names. What its own WITH clauses define is not a table, where it is in scope. */
import type { Tree } from "./grammar.ts";

/** In the order of their first mention, in lower case, each once. */
export function tablesIn(tree: Tree): readonly string[] {
  return [...new Set(mentions(tree, new Set()))];
}

/** "catalog.schema.table" in lower case; a part that is no plain name keeps its quotes. */
export const nameOf = (tree: Tree): string => parts(tree).map(lowered).join(".");

type Scope = ReadonlySet<string>;

function mentions(tree: Tree, scope: Scope): readonly string[] {
  if (tree.kind === "QueryStatement") return mentionsOfQuery(tree, scope);
  if (tree.kind !== "TableRef" && tree.kind !== "ViewRef")
    return tree.children.flatMap((child) => mentions(child, scope));
  const name = nameOf(tree);
  return scope.has(name) ? [] : [name];
}

/** A name of a WITH clause is known to the queries after it and to the main one; to its own only under RECURSIVE. */
function mentionsOfQuery({ children }: Tree, scope: Scope): readonly string[] {
  const known = new Set(scope);
  return children.flatMap((child) => {
    if (child.kind !== "With") return mentions(child, known);
    const recursive = child.children.some(({ kind, text }) => kind === "Keyword" && text.toUpperCase() === "RECURSIVE");
    return child.children
      .filter(({ kind }) => kind === "NamedQuery")
      .flatMap((named) => {
        const [identifier] = named.children;
        const name = identifier === undefined ? "" : nameOf(identifier);
        if (recursive) known.add(name);
        const found = mentions(named, new Set(known));
        known.add(name);
        return found;
      });
  });
}

/** The words of a dotted name, without the dots. */
function parts(tree: Tree): readonly string[] {
  if (tree.children.length > 0) return tree.children.flatMap(parts);
  return tree.text === "." ? [] : [tree.text];
}

function lowered(word: string): string {
  const name = (/^(["`])(.*)\1$/s.exec(word)?.[2] ?? word).toLowerCase();
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`;
}
