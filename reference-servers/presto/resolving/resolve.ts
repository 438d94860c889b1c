/**
 * From the names in a statement to everything that it reads: through views, materialized views and the engine's macros,
 * by the catalogue's definitions and before any plan. An optimizer may leave a table out of its plan; its name stays.
 * Here is only the walk: what a name means is the engine's to say, and what a definition names.
 */
import { formatName, nameKey, type ObjectName, type RelationName } from "../sql/object-name.ts";

/** What a name means in an engine's catalogue. */
export interface Definition {
  /** In full: catalog, schema and name. */
  readonly name: RelationName;
  /** "metadata": the engine's own catalogue, which tells of every schema. */
  readonly kind: "table" | "view" | "macro" | "type" | "metadata";
  /** The text of a view or macro; null where there is none, or it cannot be read. */
  readonly text: string | null;
  /** What the text names; null where nobody could read that. A table or type names nothing. */
  readonly names: readonly RelationName[] | null;
}

/** Definitions of each name; a name that is nowhere has none, and one that several things have has several. */
export type LookUp = (names: readonly RelationName[]) => Promise<readonly Definition[]>;

export interface Resolution {
  /** Everything that is read: what was named, what that is made of, and so on. Each once. */
  readonly objects: readonly Definition[];
  /** Names whose definition could not be followed to its end: what they read is not known. */
  readonly unreadable: readonly string[];
}

/** Views of views of views …; deeper is not followed, and so counts as unreadable. */
const maxDepth = 20;
const maxObjects = 500;

/** Follows `names` to the end. A definition that is met again, as in a cycle, is followed once. Throws what `lookUp` throws. */
export async function resolve(names: readonly RelationName[], lookUp: LookUp): Promise<Resolution> {
  const objects = new Map<string, Definition>();
  const unreadable = new Set<string>();
  const asked = new Set<string>();
  let next = names;
  for (let depth = 0; next.length > 0; depth += 1) {
    const fresh = next.filter((name) => !asked.has(keyOf(name)));
    for (const name of fresh) asked.add(keyOf(name));
    if (fresh.length === 0) break;
    if (depth >= maxDepth || asked.size > maxObjects) {
      for (const name of fresh) unreadable.add(formatName(name));
      break;
    }
    const found = (await lookUp(fresh)).filter(({ name }) => !objects.has(keyOf(name)));
    for (const definition of found) {
      objects.set(keyOf(definition.name), definition);
      if (definition.names === null) unreadable.add(formatName(definition.name));
    }
    next = found.flatMap((definition) => definition.names ?? []);
  }
  return { objects: [...objects.values()], unreadable: [...unreadable] };
}

const keyOf = (name: ObjectName): string =>
  `${name.kind === "function" || name.kind === "type" ? name.kind : "relation"} ${nameKey(name)}`;
