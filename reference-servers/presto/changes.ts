/**
 * What kinds of change there are, to the person who decides: which destroy what is there, which can be undone, which
 * are not taken at all. Pure. A verb that is not listed is refused: a newer grammar allows nothing by itself.
 */
import type { Environment } from "@drawbridge/contracts/identity";
import type { ApprovalNeed, Plan } from "@drawbridge/framework/plan";
import { SqlError } from "./errors.ts";
import { type ObjectName, partsOf } from "./sql/object-name.ts";
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
  ["ALTER TABLE DROP NOT NULL", redefines],
  ["ALTER TABLE SET DATA TYPE", destroys],
  ["ALTER TABLE SET PROPERTIES", { ...redefines, reversible: "unknown" }],
  ["ALTER MATERIALIZED VIEW SET PROPERTIES", { ...redefines, reversible: "unknown" }],
  ["ALTER TABLE RENAME", { ...redefines, overwrites: true }],
  ["ALTER TABLE RENAME COLUMN", { ...redefines, overwrites: true }],
  ["ALTER VIEW RENAME", { ...redefines, overwrites: true }],
  ["ALTER MATERIALIZED VIEW RENAME", { ...redefines, overwrites: true }],
  ["ALTER SCHEMA RENAME", { ...redefines, overwrites: true }],
  ["COMMENT ON TABLE", redefines],
  ["COMMENT ON COLUMN", redefines],
  ["COMMENT ON VIEW", redefines],
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

/** Small enough that many of them do no harm: bytes read, and rows written. */
const smallBytes = 1e9;
const smallRows = 1e6;

/**
 * The condition by which writes are alike: additions to one schema, each small. Null for what overwrites, costs more, or
 * nobody knows the cost of, and where targets lie in several schemas or in none that is named.
 */
export function similarTo(
  { overwrites }: Kind,
  targets: readonly ObjectName[],
  { rows, bytes }: Plan["cost"],
): string | null {
  if (overwrites || rows === "unknown" || bytes === "unknown" || rows > smallRows || bytes > smallBytes) return null;
  const schemas = new Set(targets.map((target) => schemaOf(target)));
  const [schema] = schemas;
  if (schemas.size !== 1 || schema === undefined || schema === "") return null;
  return `additions to ${schema}, each reading under 1 GB and writing under 1,000,000 rows`;
}

/** "catalog.schema" of "catalog.schema.table"; empty where no schema is named. */
const schemaOf = (name: ObjectName): string => partsOf(name).slice(0, -1).join(".");
