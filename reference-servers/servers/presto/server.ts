/** The Presto server: SQL on company data with the permissions of the person who asks. */
import { defineServer } from "@drawbridge/framework";
import { openEngine } from "./engines/open-engine.ts";
import { policies } from "./policies.ts";
import { createQueries, defaultLimits } from "./queries/queries.ts";
import type { PrestoServices } from "./services.ts";
import { prestoVariables, readPrestoSettings } from "./settings.ts";
import { createShares } from "./shares.ts";
import { startJudge } from "./sql/judge.ts";
import { cancelQuery } from "./tools/cancel-query.ts";
import { describeTable } from "./tools/describe-table.ts";
import { explainQuery } from "./tools/explain-query.ts";
import { findTables } from "./tools/find-tables.ts";
import { getRevenueMetrics } from "./tools/get-revenue-metrics.ts";
import { query } from "./tools/query.ts";
import { queryResult } from "./tools/query-result.ts";
import { writeQuery } from "./tools/write-query.ts";

export const prestoServer = defineServer<PrestoServices>({
  name: "presto",
  title: "Presto",
  description:
    "Queries and approved changes of the company's data warehouse, with the permissions of the engineer who asks.",
  instructions:
    "Find tables first (find_tables, describe_table), then query. Only the rows up to the operator's cap are read: " +
    "aggregate in SQL. Every query is priced before it runs; explain_query says what it would cost. " +
    "write_query, and a query over the budget, wait for a person's approval: if it is still pending, give the user the link and call again.",
  owner: "Data Platform",
  support: [{ label: "#presto-help" }],
  sensitivity: "restricted",
  environment: "dev",
  listed: true,
  access: { groups: ["ads-eng", "infra"], surfaces: ["local"], environments: ["dev", "staging", "prod"] },
  approvers: ["infra"],
  policies,
  groups: ({ settings: { budgets, restricted } }) => [
    ...Object.keys(budgets.groups),
    ...Object.values(restricted).flat(),
  ],
  tools: [query, queryResult, cancelQuery, findTables, describeTable, explainQuery, writeQuery, getRevenueMetrics],

  settings: prestoVariables,
  async open(environment, log, { instanceTag }) {
    const settings = readPrestoSettings(environment);
    const [engine, judge] = await Promise.all([
      openEngine(settings.engine, settings.statementTimeoutMs, (message) => log.info(message)),
      startJudge(settings.engine.kind === "duckdb" ? "duckdb" : settings.engine.connection.dialect),
    ]);
    return { settings, engine, judge, queries: createQueries(defaultLimits, instanceTag), shares: createShares() };
  },
  ready: ({ engine }) => engine.ready(),
  async close({ queries, engine, judge }) {
    await queries.close();
    await engine.close();
    await judge.close();
  },
});
