/**
 * What is known of one Spark application, whichever source told it: the event log, the History Server, or both with
 * the driver's and executors' text logs beside them. Times are Unix ms, durations ms, sizes bytes.
 */

/** Which part of the application said that something failed; what is outer (a job) repeats what is inner (a task). */
export type FailureLevel = "task" | "stage" | "job" | "sql" | "executor" | "driver" | "application";

/** One thing that went wrong, as Spark itself worded it. Alike failures are one, with a count. */
export interface Failure {
  readonly level: FailureLevel;
  /** When it first happened; null where the source does not say. */
  readonly at: number | null;
  /** When it happened last. */
  readonly lastAt: number | null;
  readonly text: string;
  /** Where it was read, for a person: "event log, stage 3.0, task 12". */
  readonly source: string;
  readonly count: number;
  readonly stage: number | null;
  readonly executor: string | null;
  /** Whether what failed was given up for good (a failed job, stage or query) or tried again. */
  readonly fatal: boolean;
}

/** How a quantity is spread over a stage's tasks. */
export interface Spread {
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
  readonly duration: Spread;
  readonly inputBytes: Spread;
  readonly shuffleReadBytes: Spread;
  readonly shuffleWriteBytes: number;
  readonly outputBytes: number;
  readonly memorySpilled: number;
  readonly diskSpilled: Spread;
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

/** Files that SQL queries read and wrote, as their plans count them. */
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
  readonly jobs: readonly JobFacts[];
  readonly stages: readonly StageFacts[];
  readonly executors: readonly ExecutorFacts[];
  /** Oldest first. */
  readonly failures: readonly Failure[];
  readonly properties: ReadonlyMap<string, string>;
  readonly files: FileFacts;
  /** What could not be read and why, so that an answer can say how far it goes. */
  readonly gaps: readonly string[];
}
