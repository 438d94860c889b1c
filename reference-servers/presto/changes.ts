/**
 * What kinds of change there are, to the person who decides: which destroy what is there, which can be undone, which
 * are not taken at all. Pure. A verb that is not listed is refused: a newer grammar allows nothing by itself.
 */
import type { Environment } from "@drawbridge/contracts/identity";
import type { Similar } from "@drawbridge/contracts/similar";
import type { ApprovalNeed, Plan } from "@drawbridge/framework/plan";
import { SqlError } from "./errors.ts";
import { formatName, nameKey, type ObjectName } from "./sql/object-name.ts";
import type { Change } from "./sql/verdict.ts";

interface Kind {
  /** Data or definitions that are there may be lost by it. */
  readonly overwrites: boolean;
  readonly reversible: Plan["reversible"];
  /** Whether it moves rows of tables, so that rows and bytes are its cost; what does not costs nothing. */
  readonly movesRows: boolean;
}

const adds: Kind = { overwrites: false, reversible: "yes", movesRows: false };
const redefines: Kind = { overwrites: false, reversible: "yes", movesRows: false };
/** What was there before is not kept: a comment, a constraint, a property. */
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

/** Who may do what, and code that only the engine can read: neither is a change of data, and no plan could show it. */
const notTaken: readonly (readonly [verbs: RegExp, what: string])[] = [
  [/^(GRANT|REVOKE|DENY|CREATE ROLE|DROP ROLE)$|AUTHORIZATION$/, "changes who may do what"],
  [/^CALL$|^ALTER TABLE EXECUTE$/, "runs a procedure, whose effect the statement does not show"],
  [/ FUNCTION$| CATALOG$/, "changes the engine itself"],
];

/** The kind of one change, with the verb as people know it: "CREATE OR REPLACE TABLE AS". */
export interface ChangeKind extends Kind {
  readonly verb: string;
}

/** What `change` is. Throws SqlError "not-taken" for kinds that nobody can approve here. */
export function kindOf({ verb, replaces }: Pick<Change, "verb" | "replaces">): ChangeKind {
  const refused = notTaken.find(([verbs]) => verbs.test(verb))?.[1];
  const kind = kinds.get(verb);
  if (refused !== undefined || kind === undefined) {
    throw new SqlError(
      "not-taken",
      `${verb} ${refused ?? "is a kind of change that is not known here"}, and is not taken, with or without approval.`,
      "Ask Data Platform (#presto-help) to do it.",
    );
  }
  return replaces
    ? { ...kind, verb: verb.replace(/^CREATE /, "CREATE OR REPLACE "), overwrites: true, reversible: "no" }
    : { ...kind, verb };
}

/** What a kind that replaces is where there is nothing to replace: it adds, and what it added can be dropped again. */
export const asNewObject = <Known extends Kind>(kind: Known): Known => ({
  ...kind,
  overwrites: false,
  reversible: "yes",
});

/** Whose yes it needs: in prod another person's where something that is there may be lost. */
export const needOf = ({ overwrites }: Kind, environment: Environment): Exclude<ApprovalNeed, "none"> =>
  environment === "prod" && overwrites ? "second-person" : "caller";

/** Small enough that twenty of them do no harm: rows that one may write, rows of all together, and bytes that one may read. */
const bounds = { maxRowsPerUse: 1_000, maxUses: 20, maxRows: 10_000 } as const;
const maxBytesRead = 1e9;

export interface Addition {
  readonly kind: ChangeKind;
  /** What it changes, in full. */
  readonly targets: readonly ObjectName[];
  /** Everything that it reads, in full, each view and macro followed to its end; null where that is not known. */
  readonly sources: readonly ObjectName[] | null;
  readonly cost: Plan["cost"];
  /** Whether something of it lies in a restricted schema, whoever asks. */
  readonly restricted: boolean;
}

/**
 * The condition by which additions are alike: rows inserted into the same table from the same sources, few at a time.
 * Null for every other act (what it makes or overwrites is there once), for what reads the table that it writes, for
 * restricted schemas, and where rows, bytes or sources are not known or are many.
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
