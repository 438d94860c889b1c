/**
 * Finds everything that a statement reads, from its names through views, materialized views and macros. It uses the
 * catalogue's definitions before any plan, because an optimizer may remove a table from its plan. This module only
 * walks; the engine says what a name means and what a definition names.
 */
import { formatName, nameKey, type ObjectName, type RelationName } from "../sql/object-name.ts";

/** The definition of a name in an engine's catalogue. */
export interface Definition {
  /** The full name: catalog, schema and name. */
  readonly name: RelationName;
  /** "metadata" is the engine's own catalogue, which lists every schema. */
  readonly kind: "table" | "view" | "macro" | "type" | "metadata";
  /** The text of a view or macro; null if there is none, or if it cannot be read. */
  readonly text: string | null;
  /** The names in the text; null if they could not be read. Empty for a table or type. */
  readonly names: readonly RelationName[] | null;
}

/** Returns the definitions of the names. An unknown name has none, and an ambiguous name has several. */
export type LookUp = (names: readonly RelationName[]) => Promise<readonly Definition[]>;

export interface Resolution {
  /** Everything that is read, directly or through other definitions, each once. */
  readonly objects: readonly Definition[];
  /** Names whose definitions could not be resolved, so that it is unknown what they read. */
  readonly unreadable: readonly string[];
}

/** Maximum depth of views of views; deeper ones are not resolved and count as unreadable. */
const maxDepth = 20;
const maxObjects = 500;

/**
 * Resolves `names` completely. A definition that occurs again, as in a cycle, is resolved once. Throws what `lookUp`
 * throws.
 */
export async function resolve(names: readonly RelationName[], lookUp: LookUp): Promise<Resolution> {
  const objects = new Map<string, Definition>();
  const unreadable = new Set<string>();
  const requestedKeys = new Set<string>();
  let next = names;
  for (let depth = 0; next.length > 0; depth += 1) {
    const newNames = next.filter((name) => !requestedKeys.has(keyOf(name)));
    for (const name of newNames) requestedKeys.add(keyOf(name));
    if (newNames.length === 0) break;
    if (depth >= maxDepth || requestedKeys.size > maxObjects) {
      for (const name of newNames) unreadable.add(formatName(name));
      break;
    }
    const objectsOfNames = (await lookUp(newNames)).filter(({ name }) => !objects.has(keyOf(name)));
    for (const definition of objectsOfNames) {
      objects.set(keyOf(definition.name), definition);
      if (definition.names === null) unreadable.add(formatName(definition.name));
    }
    next = objectsOfNames.flatMap((definition) => definition.names ?? []);
  }
  return { objects: [...objects.values()], unreadable: [...unreadable] };
}

const keyOf = (name: ObjectName): string =>
  `${name.kind === "function" || name.kind === "type" ? name.kind : "relation"} ${nameKey(name)}`;
