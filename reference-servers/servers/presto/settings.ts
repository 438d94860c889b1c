/** The settings that the Presto server reads from its environment, in addition to those of every server. */
import { type OwnVariables, type Rule, readVariables, refuseEmpty, variable } from "@drawbridge/framework";
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
  PRESTO_URL: variable(z.url({ protocol: /^https?$/ }).optional(), {
    means: "Address of your Presto or Trino.",
    example: "https://trino.acme.test:8443",
    default: "DuckDB reads the warehouse file",
  }),
  PRESTO_DIALECT: variable(z.enum(["presto", "trino"]).default("presto"), {
    means: "What engine that is: presto or trino.",
    example: "trino",
  }),
  PRESTO_CATALOG: variable(z.string().optional(), {
    means: "Catalog of names without one.",
    example: "hive",
    default: "none",
  }),
  PRESTO_SCHEMA: variable(z.string().optional(), {
    means: "Schema of names without one.",
    example: "ads",
    default: "none",
  }),
  DRAWBRIDGE_WAREHOUSE: variable(z.string().optional(), {
    means: "File of the sample warehouse, which is created if it does not exist.",
    example: "/var/lib/drawbridge/warehouse.duckdb",
    default: "none; without PRESTO_URL it is needed, and the embedded stack sets it",
  }),
  PRESTO_MAX_ROWS: variable(wholeNumber(1_000), { means: "Most rows that a query reads.", example: "1000" }),
  PRESTO_MAX_BYTES: variable(wholeNumber(4 * 2 ** 20), { means: "Most bytes that a query reads.", example: "4194304" }),
  PRESTO_BUDGET_BYTES: variable(
    refuseEmpty(
      z.coerce
        .number()
        .positive()
        .default(10 * 2 ** 30),
    ),
    { means: "Bytes that a query may scan without a person's yes.", example: "1e12" },
  ),
  PRESTO_BUDGET_ROWS: variable(refuseEmpty(z.coerce.number().positive().default(1e11)), {
    means: "Rows that a query may scan without a person's yes.",
    example: "1e11",
  }),
  PRESTO_GROUP_BUDGETS: variable(refuseEmpty(json(z.record(z.string(), Budget)).default({})), {
    means: "JSON with greater budgets for groups.",
    example: `'{"infra": {"bytes": 1e12, "rows": 1e12}}'`,
  }),
  /** Less than the shortest time limit of an agent (60 s), and less than the tools' own timeout. */
  PRESTO_WAIT_SECONDS: variable(z.coerce.number().positive().max(40).default(25), {
    means: "Seconds that a call waits for rows before it answers that the query is still running.",
    example: "25",
  }),
  PRESTO_STATEMENT_SECONDS: variable(
    z.coerce
      .number()
      .positive()
      .max(86_400)
      .default(defaultStatementTimeoutMs / 1000),
    { means: "Seconds that a statement may run; a longer one is stopped in the engine.", example: "600" },
  ),
  PRESTO_PLANNING_SECONDS: variable(
    z.coerce
      .number()
      .positive()
      .max(3_600)
      .default(defaultPlanningTimeoutMs / 1000),
    { means: "For the embedded engine: a statement whose pricing takes more seconds is refused.", example: "5" },
  ),
  PRESTO_REVENUE_TABLE: variable(tableName.optional(), {
    means: "Table of get_revenue_metrics.",
    example: "hive.finance.revenue",
    default: "none; finance.revenue of the sample",
  }),
  PRESTO_UNHELD_WRITES: variable(z.enum(["refuse", "allow"]).default("refuse"), {
    means:
      "`allow` lets a second person approve a change whose data could change before it runs; each plan says which data.",
    example: "refuse",
  }),
  PRESTO_RESTRICTED_SCHEMAS: variable(
    refuseEmpty(json(z.record(z.string().toLowerCase(), z.array(z.string()))).optional()),
    {
      means: "JSON with the groups that may read a schema's tables, by schema. A schema that it does not name is open.",
      example: `'{"finance": ["ads-eng"]}'`,
      default: "none; finance of the sample",
    },
  ),
});

const needsEngine: Rule = (set) =>
  set.PRESTO_URL === undefined && set.DRAWBRIDGE_WAREHOUSE === undefined
    ? [{ variable: "PRESTO_URL", fault: "not set, and neither is DRAWBRIDGE_WAREHOUSE, a file for the sample" }]
    : [];

/** What the Presto server reads, in addition to what every server does. */
export const prestoVariables: OwnVariables = { variables: Variables, rules: [needsEngine] };

/** Throws as readVariables does. */
export function readPrestoSettings(environment: NodeJS.ProcessEnv): PrestoSettings {
  const variables = readVariables("The Presto server", Variables, environment, [needsEngine]);
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
    // `needsEngine` has refused an environment with neither.
    return {
      kind: "duckdb",
      warehouse: z.string().parse(warehouse),
      planningTimeoutMs: variables.PRESTO_PLANNING_SECONDS * 1000,
    };
  }
  return {
    kind: "presto",
    connection: { url, dialect, catalog: variables.PRESTO_CATALOG ?? null, schema: variables.PRESTO_SCHEMA ?? null },
  };
}
