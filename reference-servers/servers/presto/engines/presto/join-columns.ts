/**
 * Finds the joins of a plan that compare plain columns of tables. The engine has statistics of columns, but it assumes
 * that each value of a computed key is unique. Pure.
 */
import type { PlanNode } from "./plan.ts";

const definition = /^([\w$]+) := (.*)$/gm;
/**
 * "tpch:custkey (2:44)", "custkey:bigint:0:REGULAR (1:8)": a column in its connector's notation. No expression has a
 * colon at that place.
 */
const ofTable = /^[\w.$-]+:[^\s'"]*(?: \(\d+:\d+\))?$/;

/**
 * The names in a plan that mean a table's own column. A name counts only if every line that defines it says so. A
 * literal with line breaks can add lines, but it cannot remove any.
 */
export function columnsOf(nodes: readonly PlanNode[]): ReadonlySet<string> {
  const columns = new Set<string>();
  const computed = new Set<string>();
  for (const { details, children } of nodes) {
    for (const [, name = "", text = ""] of details.matchAll(definition)) {
      (children.length === 0 && ofTable.test(text) ? columns : computed).add(name);
    }
  }
  return new Set([...columns].filter((name) => !computed.has(name)));
}

/** Presto: `[("a" = "b") AND ("c" = "d") AND filter][hashes]`. */
const prestoEqualities = /^\[((?:\("[\w$]+" = "[\w$]+"\)(?: AND )?)+)/;
/** Trino: `(a = b) AND (c = d)`. */
const trinoEqualities = /^((?:\("?[\w$]+"? = "?[\w$]+"?\)(?: AND )?)+)$/;

/** True if a join has equalities and each compares two of `columns`. */
export function joinsColumns({ identifier, descriptor }: PlanNode, columns: ReadonlySet<string>): boolean {
  const [, equalities] = prestoEqualities.exec(identifier) ?? trinoEqualities.exec(descriptor.criteria ?? "") ?? [];
  if (equalities === undefined) return false;
  const names = [...equalities.matchAll(/[\w$]+(?="? =)|(?<== "?)[\w$]+/g)].map(([name]) => name);
  return names.every((name) => columns.has(name));
}
