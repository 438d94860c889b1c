/**
 * Counts the files that SQL queries read and wrote, from plan metrics, which Spark reports as accumulators of the
 * driver. The plan (SparkPlanInfo) names each metric's accumulator; updates then contain only the accumulator's id and
 * value.
 */
import type { FileFacts } from "../application/facts.ts";
import { at, type Json, listAt, numberAt, textAt } from "./event-fields.ts";

const meanings: Readonly<Record<string, keyof FileFacts>> = {
  "number of files read": "read",
  "size of files read": "readBytes",
  "number of written files": "written",
  "written output": "writtenBytes",
};

/** Maximum depth of a plan, deeper than any plan that Spark can run. */
const maxDepth = 1_000;
/** Maximum number of metrics; a query has a few. */
const maxMetrics = 100_000;

export interface FileMetrics {
  /** Takes a query's plan, the first one or a re-planned one. */
  plan(info: Json): void;
  /** Takes new values of accumulators, by id. */
  update(updates: readonly Json[]): void;
  build(): FileFacts;
}

export function fileMetrics(): FileMetrics {
  const meaningOf = new Map<number, keyof FileFacts>();
  const totals = { read: 0, readBytes: 0, written: 0, writtenBytes: 0 };
  const plan = (info: Json, depth = 0): void => {
    if (depth > maxDepth) return;
    for (const metric of listAt(info, "metrics")) {
      const meaning = meanings[textAt(metric, "name") ?? ""];
      const id = numberAt(metric, "accumulatorId");
      if (meaning !== undefined && id !== null && meaningOf.size < maxMetrics) meaningOf.set(id, meaning);
    }
    for (const child of listAt(info, "children")) plan(child, depth + 1);
  };
  return {
    plan: (info) => plan(info),
    update(updates) {
      for (const update of updates) {
        const id = numberAt(update, "0");
        const meaning = id === null ? undefined : meaningOf.get(id);
        if (meaning !== undefined) totals[meaning] += numberAt(at(update, "1")) ?? 0;
      }
    },
    build: () => totals,
  };
}
