/** The Spark server: says why an application failed, from the logs that it left. */
import { access } from "node:fs/promises";
import { defineServer } from "@drawbridge/framework";
import { sources } from "./application/sources.ts";
import { historyServer } from "./history/client.ts";
import { knowledgeClient } from "./knowledge/client.ts";
import { logFolder } from "./logs/locate.ts";
import { policies } from "./policies.ts";
import type { SparkServices } from "./services.ts";
import { readSparkSettings, sparkVariables } from "./settings.ts";
import { appSummary } from "./tools/app-summary.ts";
import { compareApps } from "./tools/compare-apps.ts";
import { diagnoseApp } from "./tools/diagnose-app.ts";
import { findApps } from "./tools/find-apps.ts";
import { findSimilarFailures } from "./tools/find-similar-failures.ts";
import { recordRootCause } from "./tools/record-root-cause.ts";
import { searchLog } from "./tools/search-log.ts";
import { stageDetail } from "./tools/stage-detail.ts";

export const sparkServer = defineServer<SparkServices>({
  name: "spark",
  title: "Spark",
  description: "Why Spark applications fail or are slow, from their event logs, driver logs and History Server.",
  instructions:
    "Start with diagnose_app: one call gives the cause with its evidence. Use the other tools only for what remains " +
    "open. When a cause is confirmed and fixed, offer record_root_cause, so that the next diagnosis finds it.",
  owner: "Data Platform",
  support: [{ label: "#spark-help" }],
  sensitivity: "internal",
  environment: "dev",
  listed: true,
  access: { groups: ["ads-eng", "infra"], surfaces: ["local"], environments: ["dev", "staging", "prod"] },
  approvers: ["infra"],
  policies,
  /** Its tools pass the user's groups on to Knowledge, which names those that it decides by. */
  groups: () => [],
  /** Logs are read in the server's single thread, in pieces; four readings at a time use one core. */
  shares: { maxRunning: 8, maxRunningPerUser: 2, maxWaitingPerUser: 64 },
  tools: [diagnoseApp, findApps, appSummary, stageDetail, searchLog, compareApps, findSimilarFailures, recordRootCause],

  settings: sparkVariables,
  async open(environment) {
    const settings = readSparkSettings(environment);
    const { eventLogs, logs, history, knowledge } = settings;
    return {
      settings,
      sources: sources({
        eventLogs,
        logs: logs === null ? null : logFolder(logs),
        history: history === null ? null : historyServer(history),
      }),
      knowledge: knowledge === null ? null : knowledgeClient(knowledge.url, knowledge.credential),
    };
  },
  async ready({ settings: { eventLogs, logs, history } }) {
    if (eventLogs === null && logs === null && history === null)
      throw new Error(
        "No source of applications is configured: set SPARK_EVENT_LOG_DIR, SPARK_LOG_DIR or SPARK_HISTORY_URL.",
      );
    for (const folder of [eventLogs, logs]) if (folder !== null) await access(folder);
  },
  async close({ sources: readers }) {
    readers.close();
  },
});
