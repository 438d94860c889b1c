/** The events about stages and their tasks. */
import type { ApplicationFacts } from "../../application/facts.ts";
import { type StageBuilder, stageBuilder, type TaskMeasure } from "../../application/stage-builder.ts";
import { at, type Json, numberAt, textAt } from "../event-fields.ts";
import { failureOf } from "../task-end.ts";
import { BoundedMap } from "./bounded-map.ts";
import { type AddFailure, type EventPart, nameAt } from "./event-part.ts";

/** Maximum number of stage attempts. */
const maxStages = 20_000;

export function stageEvents(addFailure: AddFailure, onLeftOut: () => void): EventPart<ApplicationFacts["stages"]> {
  const stages = new BoundedMap<string, StageBuilder>(maxStages, onLeftOut);

  /** Null if the stage has no id, or is left out. */
  const stageOf = (info: Json): StageBuilder | null => {
    const id = numberAt(info, "Stage ID");
    const attempt = numberAt(info, "Stage Attempt ID") ?? 0;
    if (id === null) return null;
    const key = `${id}.${attempt}`;
    if (!stages.has(key)) {
      const [name, tasks] = [nameAt(info, "Stage Name") ?? "", numberAt(info, "Number of Tasks") ?? 0];
      stages.set(key, stageBuilder(id, attempt, name, tasks));
    }
    return stages.get(key) ?? null;
  };

  return {
    handlers: {
      SparkListenerStageSubmitted(event) {
        stageOf(at(event, "Stage Info"))?.submitted(numberAt(event, "Stage Info", "Submission Time"));
      },
      SparkListenerStageCompleted(event) {
        const info = at(event, "Stage Info");
        const reason = textAt(info, "Failure Reason");
        const completedAt = numberAt(info, "Completion Time");
        const stage = numberAt(info, "Stage ID") ?? -1;
        // Before Spark 1.3 the submission event of a stage had no time.
        const submittedAt = numberAt(info, "Submission Time");
        if (submittedAt !== null) stageOf(info)?.submitted(submittedAt);
        stageOf(info)?.ended({ failed: reason !== null, completedAt });
        addFailure("stage", reason, { at: completedAt, source: `stage ${stage}`, stage });
      },
      SparkListenerTaskEnd(event) {
        const stage = numberAt(event, "Stage ID") ?? -1;
        const failure = failureOf(at(event, "Task End Reason"));
        const ofTask = { "Stage ID": stage, "Stage Attempt ID": numberAt(event, "Stage Attempt ID") ?? 0 };
        stageOf(ofTask)?.task(taskOf(event, failure));
        const info = at(event, "Task Info");
        const [task, executor] = [numberAt(info, "Task ID"), nameAt(info, "Executor ID")];
        const source = [
          `stage ${stage}`,
          ...(task === null ? [] : [`, task ${task}`]),
          ...(executor === null ? [] : [` on executor ${executor}`]),
        ].join("");
        const place = { at: numberAt(info, "Finish Time"), source, stage };
        addFailure("task", failure, executor === null ? place : { ...place, executor });
      },
    },
    build: () => stages.values().map((stage) => stage.build()),
  };
}

/** What the stage counts of a task that ended. `failure` is null if it did not fail. */
function taskOf(event: Json, failure: string | null): TaskMeasure {
  const [info, metrics] = [at(event, "Task Info"), at(event, "Task Metrics")];
  const finishedAt = numberAt(info, "Finish Time");
  const isKilled = textAt(event, "Task End Reason", "Reason") === "TaskKilled";
  const count = (...path: readonly string[]): number => numberAt(metrics, ...path) ?? 0;
  return {
    outcome: failure !== null ? "failed" : isKilled ? "killed" : "succeeded",
    duration: (finishedAt ?? 0) - (numberAt(info, "Launch Time") ?? finishedAt ?? 0),
    inputBytes: count("Input Metrics", "Bytes Read"),
    shuffleReadBytes:
      count("Shuffle Read Metrics", "Remote Bytes Read") + count("Shuffle Read Metrics", "Local Bytes Read"),
    shuffleWriteBytes: count("Shuffle Write Metrics", "Shuffle Bytes Written"),
    outputBytes: count("Output Metrics", "Bytes Written"),
    memorySpilled: count("Memory Bytes Spilled"),
    diskSpilled: count("Disk Bytes Spilled"),
    runTime: count("Executor Run Time"),
    gcTime: count("JVM GC Time"),
  };
}
