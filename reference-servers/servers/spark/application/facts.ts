/**
 * The facts of one Spark application, from any source: the event log, the History Server, or both, together with the
 * text logs of the driver and the executors. Times are Unix ms, durations ms, sizes bytes.
 */

/**
 * The part of the application that reported a failure. An outer part (a job) repeats the failure of an inner part (a
 * task).
 */
export type FailureLevel = "task" | "stage" | "job" | "sql" | "executor" | "driver" | "application";

/** One thing that went wrong, in Spark's own words. Similar failures are one entry with a count. */
export interface Failure {
  readonly level: FailureLevel;
  /** Time of the first occurrence; null if the source does not say. */
  readonly at: number | null;
  /** Time of the last occurrence. */
  readonly lastAt: number | null;
  readonly text: string;
  /** Where the text was found, for a person to look up: "event log, stage 3.0, task 12". */
  readonly source: string;
  readonly count: number;
  readonly stage: number | null;
  readonly executor: string | null;
  /** True if Spark gave up for good (a failed job, stage or query); false if Spark tried again. */
  readonly fatal: boolean;
}

/** The distribution of a quantity over a stage's tasks. */
export interface Distribution {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  readonly total: number;
}

export interface StageFacts {
  readonly id: number;
  readonly attempt: number;
  readonly name: string;
  readonly status: "complete" | "failed" | "unfinished" | "skipped";
  readonly submittedAt: number | null;
  readonly completedAt: number | null;
  readonly tasks: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly killed: number;
  readonly duration: Distribution;
  readonly inputBytes: Distribution;
  readonly shuffleReadBytes: Distribution;
  readonly shuffleWriteBytes: number;
  readonly outputBytes: number;
  readonly memorySpilled: number;
  readonly diskSpilled: Distribution;
  readonly runTime: number;
  readonly gcTime: number;
}

export interface ExecutorFacts {
  readonly id: string;
  readonly host: string | null;
  readonly cores: number;
  readonly addedAt: number | null;
  readonly removedAt: number | null;
  readonly removedReason: string | null;
}

export interface JobFacts {
  readonly id: number;
  readonly status: "succeeded" | "failed" | "unfinished";
  readonly submittedAt: number | null;
  readonly completedAt: number | null;
  readonly stages: readonly number[];
}

/** Files that SQL queries read and wrote, as counted by the metrics of their plans. */
export interface FileFacts {
  readonly read: number;
  readonly readBytes: number;
  readonly written: number;
  readonly writtenBytes: number;
}

export interface ApplicationFacts {
  readonly id: string;
  readonly attempt: string | null;
  readonly name: string;
  readonly user: string | null;
  readonly sparkVersion: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** True if its log has no times but says that it ended. */
  readonly endedWithoutTime?: true;
  readonly jobs: readonly JobFacts[];
  readonly stages: readonly StageFacts[];
  readonly executors: readonly ExecutorFacts[];
  /** Oldest first. */
  readonly failures: readonly Failure[];
  readonly properties: ReadonlyMap<string, string>;
  readonly files: FileFacts;
  /** What could not be read, and why. An answer shows this, so that its reader knows how complete it is. */
  readonly gaps: readonly string[];
}
