/**
 * The kinds of change, for the person who decides: which ones destroy existing data, which ones can be undone, and
 * which ones this server refuses. Pure. A verb that is not listed is refused, so a newer grammar allows nothing by
 * itself.
 */
import type { Environment } from "@drawbridge/contracts/identity";
import type { Similar } from "@drawbridge/contracts/similar-calls";
import type { ApprovalNeed, Plan } from "@drawbridge/framework";
import { SqlError } from "./errors.ts";
import { formatName, nameKey, type ObjectName } from "./sql/object-name.ts";
import type { Change } from "./sql/verdict.ts";

interface Kind {
  /** Existing data or definitions may be lost. */
  readonly overwrites: boolean;
  readonly reversible: Plan["reversible"];
  /** True if it moves rows of tables, so that rows and bytes are its cost. Other changes cost nothing. */
  readonly movesRows: boolean;
}

const adds: Kind = { overwrites: false, reversible: "yes", movesRows: false };
const redefines: Kind = { overwrites: false, reversible: "yes", movesRows: false };
/** It replaces a comment, a constraint or a property; the old value is not kept. */
const replacesDefinition: Kind = { overwrites: true, reversible: "unknown", movesRows: false };
const destroys: Kind = { overwrites: true, reversible: "no", movesRows: true };

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["INSERT", { overwrites: false, reversible: "unknown", movesRows: true }],
  ["CREATE TABLE AS", { overwrites: false, reversible: "yes", movesRows: true }],
  ["CREATE TABLE", adds],
  ["CREATE SCHEMA", adds],
  ["CREATE VIEW", adds],
  ["CREATE MATERIALIZED VIEW", adds],
  ["REFRESH MATERIALIZED VIEW", { overwrites: true, reversible: "unknown", movesRows: true }],
  ["UPDATE", destroys],
  ["DELETE", destroys],
  ["MERGE", destroys],
  ["TRUNCATE TABLE", destroys],
  ["DROP TABLE", destroys],
  ["DROP SCHEMA", destroys],
  ["DROP VIEW", destroys],
  ["DROP MATERIALIZED VIEW", destroys],
  ["ALTER TABLE ADD COLUMN", redefines],
  ["ALTER TABLE DROP COLUMN", destroys],
  ["ALTER TABLE DROP NOT NULL", replacesDefinition],
  ["ALTER TABLE SET DATA TYPE", destroys],
  ["ALTER TABLE SET PROPERTIES", replacesDefinition],
  ["ALTER MATERIALIZED VIEW SET PROPERTIES", replacesDefinition],
  ["ALTER TABLE RENAME", { ...redefines, overwrites: true }],
  ["ALTER TABLE RENAME COLUMN", { ...redefines, overwrites: true }],
  ["ALTER VIEW RENAME", { ...redefines, overwrites: true }],
  ["ALTER MATERIALIZED VIEW RENAME", { ...redefines, overwrites: true }],
  ["ALTER SCHEMA RENAME", { ...redefines, overwrites: true }],
  ["COMMENT ON TABLE", replacesDefinition],
  ["COMMENT ON COLUMN", replacesDefinition],
  ["COMMENT ON VIEW", replacesDefinition],
  ["ANALYZE", { overwrites: false, reversible: "yes", movesRows: true }],
]);

/**
 * Changes of permissions, and code that only the engine can read. Neither is a change of data, and no plan could show
 * the effect.
 */
const refusedKinds: readonly (readonly [verbs: RegExp, what: string])[] = [
  [/^(GRANT|REVOKE|DENY|CREATE ROLE|DROP ROLE)$|AUTHORIZATION$/, "changes who may do what"],
  [/^CALL$|^ALTER TABLE EXECUTE$/, "runs a procedure, whose effect the statement does not show"],
  [/ FUNCTION$| CATALOG$/, "changes the engine itself"],
];

/** The kind of one change, with its full verb: "CREATE OR REPLACE TABLE AS". */
export interface ChangeKind extends Kind {
  readonly verb: string;
}

/** The kind of `change`. Throws SqlError "not-taken" for kinds that no person can approve here. */
export function kindOf({ verb, replaces }: Pick<Change, "verb" | "replaces">): ChangeKind {
  const refused = refusedKinds.find(([verbs]) => verbs.test(verb))?.[1];
  const kind = kinds.get(verb);
  if (refused !== undefined || kind === undefined) {
    throw new SqlError(
      "not-taken",
      `${verb} ${refused ?? "is an unknown kind of change"}. This server does not run it, with or without approval.`,
      "Ask Data Platform (#presto-help) to do it.",
    );
  }
  return replaces
    ? { ...kind, verb: verb.replace(/^CREATE /, "CREATE OR REPLACE "), overwrites: true, reversible: "no" }
    : { ...kind, verb };
}

/**
 * The kind of a replacing change if there is nothing to replace: it only adds, and the new object can be dropped again.
 */
export const asNewObject = <Subkind extends Kind>(kind: Subkind): Subkind => ({
  ...kind,
  overwrites: false,
  reversible: "yes",
});

/** Whose approval it needs: in prod, that of another person if existing data may be lost. */
export const needOf = ({ overwrites }: Kind, environment: Environment): Exclude<ApprovalNeed, "none"> =>
  environment === "prod" && overwrites ? "second-person" : "caller";

/**
 * Limits of similar changes, so small that twenty of them do no harm: rows that one may write, uses, and rows of all
 * uses together.
 */
const bounds = { maxRowsPerUse: 1_000, maxUses: 20, maxRows: 10_000 } as const;
const maxBytesRead = 1e9;

export interface Addition {
  readonly kind: ChangeKind;
  /** The full names of the objects that it changes. */
  readonly targets: readonly ObjectName[];
  /** The full names of everything that it reads, with views and macros resolved; null if that is unknown. */
  readonly sources: readonly ObjectName[] | null;
  readonly cost: Plan["cost"];
  /** True if one of its objects is in a restricted schema, for any caller. */
  readonly restricted: boolean;
}

/**
 * The condition for similar additions: few rows inserted into the same table from the same sources. It is null for
 * every other change (an object is created or overwritten only once), for changes that read their own target, for
 * restricted schemas, and if rows, bytes or sources are unknown or too many.
 */
export function similarTo({ kind, targets, sources, cost, restricted }: Addition): Similar | null {
  const [target, ...others] = targets;
  if (kind.verb !== "INSERT" || kind.overwrites || restricted || sources === null) return null;
  if (target?.kind !== "table" || target.schema === null || others.length > 0) return null;
  if (sources.some((source) => nameKey(source) === nameKey(target))) return null;
  const { rows, bytes } = cost;
  if (rows === "unknown" || bytes === "unknown" || rows > bounds.maxRowsPerUse || bytes > maxBytesRead) return null;
  return {
    verb: kind.verb,
    target: formatName(target),
    sources: [...new Set(sources.map(formatName))].sort(),
    ...bounds,
  };
}
