/**
 * Which joins of a plan compare columns of tables as they are. The engine has statistics of columns; of a key that is
 * computed it assumes that each value comes once. Pure.
 */
import type { PlanNode } from "./plan.ts";

const definition = /^([\w$]+) := (.*)$/gm;
/** "tpch:custkey (2:44)", "custkey:bigint:0:REGULAR (1:8)": a column as its connector writes it. No expression has a colon there. */
const ofTable = /^[\w.$-]+:[^\s'"]*(?: \(\d+:\d+\))?$/;

/**
 * The names in a plan that mean a table's own column. A name counts where every line that defines it says so: a literal
 * with line breaks adds lines, and takes none away.
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

/** Whether a join has equalities, and each compares two of `columns`. */
export function joinsColumns({ identifier, descriptor }: PlanNode, columns: ReadonlySet<string>): boolean {
  const [, equalities] = prestoEqualities.exec(identifier) ?? trinoEqualities.exec(descriptor.criteria ?? "") ?? [];
  if (equalities === undefined) return false;
  const names = [...equalities.matchAll(/[\w$]+(?="? =)|(?<== "?)[\w$]+/g)].map(([name]) => name);
  return names.every((name) => columns.has(name));
}
