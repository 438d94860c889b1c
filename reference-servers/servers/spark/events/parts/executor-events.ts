/** The events about executors, and the executors that only tasks name, because the log begins after they were added. */
import type { ExecutorFacts } from "../../application/facts.ts";
import { at, numberAt, textAt } from "../event-fields.ts";
import { BoundedMap } from "./bounded-map.ts";
import { type AddFailure, type EventPart, nameAt } from "./event-part.ts";

const maxExecutors = 20_000;
const maxReasonChars = 2_000;

export function executorEvents(addFailure: AddFailure, onLeftOut: () => void): EventPart<readonly ExecutorFacts[]> {
  const executors = new BoundedMap<string, ExecutorFacts>(maxExecutors, onLeftOut);
  /** The hosts of the executors that tasks name. */
  const hosts = new BoundedMap<string, string | null>(maxExecutors, onLeftOut);
  const unknown = { cores: 0, addedAt: null, removedAt: null, removedReason: null };
  return {
    handlers: {
      SparkListenerTaskEnd(event) {
        const info = at(event, "Task Info");
        const id = nameAt(info, "Executor ID");
        if (id !== null) hosts.set(id, nameAt(info, "Host"));
      },
      SparkListenerExecutorAdded(event) {
        const id = nameAt(event, "Executor ID");
        if (id === null) return;
        executors.set(id, {
          ...unknown,
          id,
          host: nameAt(event, "Executor Info", "Host"),
          cores: numberAt(event, "Executor Info", "Total Cores") ?? 0,
          addedAt: numberAt(event, "Timestamp"),
        });
      },
      SparkListenerExecutorRemoved(event) {
        const id = nameAt(event, "Executor ID");
        if (id === null) return;
        const removedAt = numberAt(event, "Timestamp");
        const removedReason = textAt(event, "Removed Reason")?.slice(0, maxReasonChars) ?? null;
        executors.set(id, { ...(executors.get(id) ?? { ...unknown, id, host: null }), removedAt, removedReason });
        if (removedReason === null || isPlannedRemoval.test(removedReason) || !executors.has(id)) return;
        addFailure("executor", removedReason, { at: removedAt, source: `executor ${id} removed`, executor: id });
      },
    },
    build: () => [
      ...executors.values(),
      ...hosts.entries().flatMap(([id, host]) => (executors.has(id) ? [] : [{ ...unknown, id, host }])),
    ],
  };
}

/** Reasons for which Spark removes an executor without a failure. */
const isPlannedRemoval = /idle|decommission(ed|ing)? *$|killed by driver|shutdown|Executor heartbeat.*never/i;
