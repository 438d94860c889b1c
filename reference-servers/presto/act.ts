/** How a change is named to the person who decides: its act in one line, and which objects it changes or only reads. Pure. */
import type { Estimate } from "./engines/engine.ts";
import { formatName, type ObjectName, partsOf } from "./sql/object-name.ts";
import type { Change } from "./sql/verdict.ts";

/** Verbs that have their object in the middle: the words before it, and those after it. */
const split = /^(CREATE (?:OR REPLACE )?TABLE|ALTER (?:TABLE|VIEW|MATERIALIZED VIEW|SCHEMA)) (.+)$/;

/** Verbs whose object follows a small word in SQL. */
const joints: ReadonlyMap<string, string> = new Map([
  ["INSERT", "INSERT INTO"],
  ["DELETE", "DELETE FROM"],
  ["MERGE", "MERGE INTO"],
]);

/** "CREATE OR REPLACE TABLE ads.campaigns AS SELECT", "ALTER TABLE ads.events RENAME TO ads.old", "DROP TABLE ads.events". */
export function actOf(verb: string, targets: readonly string[]): string {
  const [target, ...others] = targets;
  if (target === undefined) return verb;
  const [, before, after] = split.exec(verb) ?? [];
  if (before === undefined || after === undefined) return `${joints.get(verb) ?? verb} ${targets.join(", ")}`;
  if (after === "AS") return `${before} ${targets.join(", ")} AS SELECT`;
  const [renamed] = others;
  if (after === "RENAME" && renamed !== undefined) return `${before} ${target} RENAME TO ${renamed}`;
  return `${before} ${targets.join(", ")} ${after}`;
}

export interface Touched {
  /** Everything, each object once. */
  readonly objects: string[];
  readonly writes: string[];
  /** Objects that are read and not changed. */
  readonly reads: string[];
}

/**
 * `resolved` are the tables that the engine reads, views followed to their tables, in full. An object that the statement
 * names and the engine resolved stands there once, in full.
 */
export function touchedBy(
  { targets, reads }: Pick<Change, "targets" | "reads">,
  resolved: Pick<Estimate, "tables" | "objects">,
): Touched {
  const inFull = (name: ObjectName): string =>
    resolved.tables[resolved.objects.findIndex((table) => isOf(name, table))] ?? formatName(name);
  const writes = [...new Set(targets.map(inFull))];
  const onlyRead = new Set([...reads.map(inFull), ...resolved.tables]);
  for (const written of writes) onlyRead.delete(written);
  return { objects: [...writes, ...onlyRead], writes, reads: [...onlyRead] };
}

/** Whether `name`, which may leave parts out, names this table. A schema or a column of that name does not. */
function isOf(name: ObjectName, table: ObjectName): boolean {
  if (name.kind !== "table" && name.kind !== "view") return false;
  const parts = partsOf(name);
  return JSON.stringify(partsOf(table).slice(-parts.length)) === JSON.stringify(parts);
}
