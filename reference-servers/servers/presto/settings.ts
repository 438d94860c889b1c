/** The settings that the Presto server reads from its environment, in addition to those of every server. */
import { readVariables, refuseEmpty } from "@drawbridge/framework";
import { z } from "zod";
import { Budget, type Budgets } from "./budget.ts";
import { defaultPlanningTimeoutMs } from "./engines/duckdb/engine.ts";
import type { Connection } from "./engines/presto/connection.ts";
import { defaultStatementTimeoutMs } from "./engines/shared-engine.ts";
import type { ResultCaps } from "./queries/running-query.ts";

export type EngineSettings =
  | {
      readonly kind: "duckdb";
      readonly warehouse: string;
      /** Milliseconds that pricing a statement may take. */
      readonly planningTimeoutMs: number;
    }
  | { readonly kind: "presto"; readonly connection: Connection };

/** Groups that may read a schema's tables through this server, by schema. A schema that is not listed is open. */
export type RestrictedSchemas = Readonly<Record<string, readonly string[]>>;

export interface PrestoSettings {
  readonly engine: EngineSettings;
  readonly caps: ResultCaps;
  readonly budgets: Budgets;
  /** Time (ms) that a call waits for rows before it answers that the query is still running. */
  readonly waitMs: number;
  /** Time (ms) that a statement may run in the engine. */
  readonly statementTimeoutMs: number;
  /** The table of get_revenue_metrics; null if there is none. */
  readonly revenueTable: string | null;
  readonly restricted: RestrictedSchemas;
  /** What happens to a change that needs a second person if the data that it depends on could change before it runs. */
  readonly unheldWrites: "refuse" | "allow";
}

/** For the sample warehouse: a user who may not see revenue with the tool may not see it with a query either. */
const sampleRevenueTable = "finance.revenue";
const sampleRestrictions: RestrictedSchemas = { finance: ["ads-eng"] };

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);

const wholeNumber = (preset: number) => z.coerce.number().int().positive().default(preset);
const tableName = z.string().regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*){0,2}$/);

const Variables = z.object({
  /** The address of a real engine. Without it, DuckDB reads the warehouse file. */
  PRESTO_URL: z.url({ protocol: /^https?$/ }).optional(),
  PRESTO_DIALECT: z.enum(["presto", "trino"]).default("presto"),
  PRESTO_CATALOG: z.string().optional(),
  PRESTO_SCHEMA: z.string().optional(),
  /** The file of the sample warehouse; it is created if it does not exist. */
  DRAWBRIDGE_WAREHOUSE: z.string().optional(),
  PRESTO_MAX_ROWS: wholeNumber(1_000),
  PRESTO_MAX_BYTES: wholeNumber(4 * 2 ** 20),
  PRESTO_BUDGET_BYTES: refuseEmpty(
    z.coerce
      .number()
      .positive()
      .default(10 * 2 ** 30),
  ),
  PRESTO_BUDGET_ROWS: refuseEmpty(z.coerce.number().positive().default(1e11)),
  /** {"infra": {"bytes": 1e12, "rows": 1e12}} */
  PRESTO_GROUP_BUDGETS: refuseEmpty(json(z.record(z.string(), Budget)).default({})),
  /** Less than the shortest time limit of an agent (60 s), and less than the tools' own timeout. */
  PRESTO_WAIT_SECONDS: z.coerce.number().positive().max(40).default(25),
  /** A statement that runs for longer is stopped in the engine. */
  PRESTO_STATEMENT_SECONDS: z.coerce
    .number()
    .positive()
    .max(86_400)
    .default(defaultStatementTimeoutMs / 1000),
  /** For the embedded engine: a statement whose pricing takes longer is refused. */
  PRESTO_PLANNING_SECONDS: z.coerce
    .number()
    .positive()
    .max(3_600)
    .default(defaultPlanningTimeoutMs / 1000),
  PRESTO_REVENUE_TABLE: tableName.optional(),
  /**
   * "allow" lets a second person approve a change whose data could change before it runs; each plan says which data.
   */
  PRESTO_UNHELD_WRITES: z.enum(["refuse", "allow"]).default("refuse"),
  /** {"finance": ["ads-eng"]} */
  PRESTO_RESTRICTED_SCHEMAS: refuseEmpty(json(z.record(z.string().toLowerCase(), z.array(z.string()))).optional()),
});

/** Throws as readVariables does. */
export function readPrestoSettings(environment: NodeJS.ProcessEnv): PrestoSettings {
  const variables = readVariables("The Presto server", Variables, environment);
  const embedded = variables.PRESTO_URL === undefined;
  return {
    engine: engineOf(variables),
    caps: { rows: variables.PRESTO_MAX_ROWS, bytes: variables.PRESTO_MAX_BYTES },
    budgets: {
      everyone: { bytes: variables.PRESTO_BUDGET_BYTES, rows: variables.PRESTO_BUDGET_ROWS },
      groups: variables.PRESTO_GROUP_BUDGETS,
    },
    waitMs: variables.PRESTO_WAIT_SECONDS * 1000,
    statementTimeoutMs: variables.PRESTO_STATEMENT_SECONDS * 1000,
    revenueTable: variables.PRESTO_REVENUE_TABLE ?? (embedded ? sampleRevenueTable : null),
    restricted: variables.PRESTO_RESTRICTED_SCHEMAS ?? (embedded ? sampleRestrictions : {}),
    unheldWrites: variables.PRESTO_UNHELD_WRITES,
  };
}

function engineOf(variables: z.output<typeof Variables>): EngineSettings {
  const { PRESTO_URL: url, PRESTO_DIALECT: dialect, DRAWBRIDGE_WAREHOUSE: warehouse } = variables;
  if (url === undefined) {
    if (warehouse === undefined) throw new Error("Set PRESTO_URL, or DRAWBRIDGE_WAREHOUSE to a file for the sample.");
    return { kind: "duckdb", warehouse, planningTimeoutMs: variables.PRESTO_PLANNING_SECONDS * 1000 };
  }
  return {
    kind: "presto",
    connection: { url, dialect, catalog: variables.PRESTO_CATALOG ?? null, schema: variables.PRESTO_SCHEMA ?? null },
  };
}
