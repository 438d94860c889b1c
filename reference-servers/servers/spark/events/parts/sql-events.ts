/** The events about SQL queries, including streaming queries: the files that they read and write, and their failures. */
import type { ApplicationFacts } from "../../application/facts.ts";
import { at, listAt, numberAt, textAt } from "../event-fields.ts";
import { fileMetrics } from "../file-metrics.ts";
import type { AddFailure, EventPart } from "./event-part.ts";

const sqlEvent = "org.apache.spark.sql.execution.ui.";

export function sqlEvents(addFailure: AddFailure): EventPart<ApplicationFacts["files"]> {
  const files = fileMetrics();
  return {
    handlers: {
      [`${sqlEvent}SparkListenerSQLExecutionStart`](event) {
        files.plan(at(event, "sparkPlanInfo"));
      },
      [`${sqlEvent}SparkListenerSQLAdaptiveExecutionUpdate`](event) {
        files.plan(at(event, "sparkPlanInfo"));
      },
      [`${sqlEvent}SparkListenerDriverAccumUpdates`](event) {
        files.update(listAt(event, "accumUpdates"));
      },
      [`${sqlEvent}SparkListenerSQLExecutionEnd`](event) {
        const text = textAt(event, "errorMessage");
        if (text === null || text === "") return;
        const id = numberAt(event, "executionId");
        addFailure("sql", text, {
          at: numberAt(event, "time"),
          source: id === null ? "a SQL query" : `SQL query ${id}`,
        });
      },
      "org.apache.spark.sql.streaming.StreamingQueryListener$QueryTerminatedEvent"(event) {
        // The event has no time. A query that fails also fails the last job of its application.
        addFailure("sql", textAt(event, "exception"), {
          at: null,
          source: `streaming query ${textAt(event, "id") ?? ""}`.trim(),
        });
      },
    },
    build: () => files.build(),
  };
}
