/**
 * Finds the names in a statement, typed by the contexts of the grammar. Names that its own WITH clauses define are no
 * tables.
 */
import type { Tree } from "./grammar.ts";
import { distinctNames, type ObjectName, type RelationName } from "./object-name.ts";

/** The tables and views that a statement reads, in the order of their first mention, each once. */
export function tablesIn(tree: Tree): readonly RelationName[] {
  return distinctNames(mentions(tree, new Set()));
}

/** The functions that a statement calls, because a macro of an engine may read tables. */
export function functionsIn(tree: Tree): readonly RelationName[] {
  const names = nodesOf(tree).flatMap((node) => {
    const name = node.kind === "FunctionName" ? nameOf(node) : null;
    return name?.kind === "function" ? [name] : [];
  });
  return distinctNames(names);
}

/** The name in a node of the grammar; null if it does not name an object of the catalogue. */
export function nameOf(node: Tree): ObjectName | null {
  const parts = partsIn(node);
  const [last = "", before = null, first = null] = parts.toReversed();
  switch (node.kind) {
    case "CatalogRef":
    case "CatalogNameCreate":
      return { kind: "catalog", catalog: last };
    case "SchemaRef":
    case "SchemaNameCreate":
      return { kind: "schema", catalog: before, schema: last };
    case "TableRef":
    case "TableNameCreate":
      return { kind: "table", catalog: first, schema: before, name: last };
    case "ViewRef":
    case "ViewNameCreate":
      return { kind: "view", catalog: first, schema: before, name: last };
    case "FunctionName":
      return { kind: "function", catalog: first, schema: before, name: last };
    case "GrantObject":
      return grantObject(node, { last, before, first });
    default:
      return null;
  }
}

/** `table.column` with the parts before it: the column of COMMENT ON COLUMN. */
export function columnName(node: Tree): ObjectName {
  const [column = "", name = "", schema = null, catalog = null] = partsIn(node).toReversed();
  return { kind: "column", catalog, schema, name, column };
}

interface LastParts {
  readonly last: string;
  readonly before: string | null;
  readonly first: string | null;
}

/** GRANT … ON SCHEMA a, ON TABLE a.b, ON a.b. */
function grantObject(node: Tree, { last, before, first }: LastParts): ObjectName {
  const entity = node.children.find(({ kind }) => kind === "EntityKind");
  const word = entity?.children[0]?.text.toUpperCase();
  if (word === "SCHEMA") return { kind: "schema", catalog: before, schema: last };
  if (word === "CATALOG") return { kind: "catalog", catalog: last };
  return { kind: "table", catalog: first, schema: before, name: last };
}

type Scope = ReadonlySet<string>;

function mentions(tree: Tree, scope: Scope): readonly RelationName[] {
  if (tree.kind === "QueryStatement") return mentionsOfQuery(tree, scope);
  if (tree.kind !== "TableRef" && tree.kind !== "ViewRef")
    return tree.children.flatMap((child) => mentions(child, scope));
  const name = nameOf(tree);
  if (name?.kind !== "table" && name?.kind !== "view") return [];
  const ownName = name.schema === null && name.catalog === null && scope.has(name.name);
  return ownName ? [] : [name];
}

/**
 * A name of a WITH clause is visible in the queries after it and in the main query; with RECURSIVE, also in its own
 * query.
 */
function mentionsOfQuery({ children }: Tree, scope: Scope): readonly RelationName[] {
  const visibleNames = new Set(scope);
  return children.flatMap((child) => {
    if (child.kind !== "With") return mentions(child, visibleNames);
    const recursive = child.children.some(({ kind, text }) => kind === "Keyword" && text.toUpperCase() === "RECURSIVE");
    return child.children
      .filter(({ kind }) => kind === "NamedQuery")
      .flatMap((named) => {
        const [identifier] = named.children;
        const name = identifier === undefined ? "" : (partsIn(identifier)[0] ?? "");
        if (recursive) visibleNames.add(name);
        const mentioned = mentions(named, new Set(visibleNames));
        visibleNames.add(name);
        return mentioned;
      });
  });
}

/** The identifiers below a node, from left to right, without keywords. */
function partsIn(tree: Tree): readonly string[] {
  if (identifierKinds.has(tree.kind)) return [unquote(textOf(tree))];
  return tree.kind === "EntityKind" ? [] : tree.children.flatMap(partsIn);
}

const identifierKinds: ReadonlySet<string> = new Set([
  "UnquotedIdentifier",
  "QuotedIdentifier",
  "BackQuotedIdentifier",
  "DigitIdentifier",
]);

const textOf = (tree: Tree): string => (tree.children.length === 0 ? tree.text : tree.children.map(textOf).join(""));

/** A quote within quotes is doubled. */
function unquote(word: string): string {
  const quote = /^["`]/.exec(word)?.[0];
  const inner = quote === undefined ? word : word.slice(1, -1).replaceAll(quote + quote, quote);
  return inner.toLowerCase();
}

/** All nodes, found without recursion, because a long chain of ORs is as deep as it is long. */
export function nodesOf(root: Tree): readonly Tree[] {
  const nodes: Tree[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    nodes.push(node);
    open.push(...node.children.toReversed());
  }
  return nodes;
}
