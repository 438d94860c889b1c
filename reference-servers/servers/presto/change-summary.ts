/**
 * Describes a change to the person who decides: what it does, in one line, and which objects it changes or only reads.
 * Pure.
 */
import type { Estimate } from "./engines/engine.ts";
import { formatName, type ObjectName, partsOf } from "./sql/object-name.ts";
import type { Change } from "./sql/verdict.ts";

/** Verbs with their object in the middle: the words before the object, and those after it. */
const split = /^(CREATE (?:OR REPLACE )?TABLE|ALTER (?:TABLE|VIEW|MATERIALIZED VIEW|SCHEMA)) (.+)$/;

/** Verbs with a preposition before their object. */
const prepositions: ReadonlyMap<string, string> = new Map([
  ["INSERT", "INSERT INTO"],
  ["DELETE", "DELETE FROM"],
  ["MERGE", "MERGE INTO"],
]);

/** "CREATE OR REPLACE TABLE ads.campaigns AS SELECT", "ALTER TABLE ads.events RENAME TO ads.old", "DROP TABLE ads.events". */
export function actOf(verb: string, targets: readonly string[]): string {
  const [target, ...others] = targets;
  if (target === undefined) return verb;
  const [, before, after] = split.exec(verb) ?? [];
  if (before === undefined || after === undefined) return `${prepositions.get(verb) ?? verb} ${targets.join(", ")}`;
  if (after === "AS") return `${before} ${targets.join(", ")} AS SELECT`;
  const [newName] = others;
  if (after === "RENAME" && newName !== undefined) return `${before} ${target} RENAME TO ${newName}`;
  return `${before} ${targets.join(", ")} ${after}`;
}

export interface TouchedObjects {
  /** All objects, each once. */
  readonly objects: string[];
  readonly writes: string[];
  /** Objects that are only read. */
  readonly reads: string[];
}

/**
 * `resolved` holds the full names of the tables that the engine reads, with views resolved to their tables. An object
 * that is in the statement and in `resolved` is listed once, with its full name.
 */
export function touchedBy(
  { targets, reads }: Pick<Change, "targets" | "reads">,
  resolved: Pick<Estimate, "tables" | "objects">,
): TouchedObjects {
  const inFull = (name: ObjectName): string =>
    resolved.tables[resolved.objects.findIndex((table) => isOf(name, table))] ?? formatName(name);
  const writes = [...new Set(targets.map(inFull))];
  const readsOnly = new Set([...reads.map(inFull), ...resolved.tables]);
  for (const target of writes) readsOnly.delete(target);
  return { objects: [...writes, ...readsOnly], writes, reads: [...readsOnly] };
}

/** True if `name`, which may omit parts, names this table. A schema or column with that name does not. */
function isOf(name: ObjectName, table: ObjectName): boolean {
  if (name.kind !== "table" && name.kind !== "view") return false;
  const parts = partsOf(name);
  return JSON.stringify(partsOf(table).slice(-parts.length)) === JSON.stringify(parts);
}
