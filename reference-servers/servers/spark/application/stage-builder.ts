/** Builds the facts of one stage attempt from its tasks. */

import { distributionBuilder } from "./distribution.ts";
import type { StageFacts } from "./facts.ts";

export interface TaskMeasure {
  readonly outcome: "succeeded" | "failed" | "killed";
  readonly duration: number;
  readonly inputBytes: number;
  readonly shuffleReadBytes: number;
  readonly shuffleWriteBytes: number;
  readonly outputBytes: number;
  readonly memorySpilled: number;
  readonly diskSpilled: number;
  readonly runTime: number;
  readonly gcTime: number;
}

export interface StageEnd {
  readonly failed: boolean;
  readonly completedAt: number | null;
}

export interface StageBuilder {
  task(measure: TaskMeasure): void;
  submitted(at: number | null): void;
  ended(end: StageEnd): void;
  build(): StageFacts;
}

export function stageBuilder(id: number, attempt: number, name: string, tasks: number): StageBuilder {
  const spreads = {
    duration: distributionBuilder(),
    inputBytes: distributionBuilder(),
    shuffleReadBytes: distributionBuilder(),
    diskSpilled: distributionBuilder(),
  };
  const counts = { succeeded: 0, failed: 0, killed: 0 };
  const sums = { shuffleWriteBytes: 0, outputBytes: 0, memorySpilled: 0, runTime: 0, gcTime: 0 };
  let submittedAt: number | null = null;
  let end: StageEnd | null = null;
  return {
    task(measure) {
      counts[measure.outcome] += 1;
      sums.runTime += measure.runTime;
      sums.gcTime += measure.gcTime;
      sums.shuffleWriteBytes += measure.shuffleWriteBytes;
      sums.outputBytes += measure.outputBytes;
      sums.memorySpilled += measure.memorySpilled;
      if (measure.outcome !== "succeeded") return;
      spreads.duration.add(measure.duration);
      spreads.inputBytes.add(measure.inputBytes);
      spreads.shuffleReadBytes.add(measure.shuffleReadBytes);
      spreads.diskSpilled.add(measure.diskSpilled);
    },
    submitted(at) {
      submittedAt = at;
    },
    ended(how) {
      end = how;
    },
    build: () => ({
      id,
      attempt,
      name,
      tasks,
      status: end === null ? "unfinished" : end.failed ? "failed" : "complete",
      submittedAt,
      completedAt: end?.completedAt ?? null,
      ...counts,
      ...sums,
      duration: spreads.duration.build(),
      inputBytes: spreads.inputBytes.build(),
      shuffleReadBytes: spreads.shuffleReadBytes.build(),
      diskSpilled: spreads.diskSpilled.build(),
    }),
  };
}
