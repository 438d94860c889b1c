/** One text, from any source, that may say why an application failed. */
export interface Finding {
  readonly text: string;
  /** Where a person can find it: "event log, stage 3, task 12" or "driver.log:2,113". */
  readonly source: string;
  /** Unix ms; null if the source does not say. */
  readonly at: number | null;
  /** The process that logged it, because the same text can mean different things in different processes. */
  readonly from: "driver" | "executor" | "scheduler";
  /**
   * How decisive it is. `end`: it ended the driver's program. `given-up`: Spark gave up on a job, stage or query
   * because of it. `last-word`: an error of the driver after which no further work was logged. `seen`: it happened, and
   * the application may have recovered. `went-well`: the cluster manager says that the application succeeded.
   */
  readonly weight: "end" | "given-up" | "last-word" | "seen" | "went-well";
  readonly count: number;
  /** True if the driver logged it as an error after which no further work was logged, and something else ended it. */
  readonly isError?: true;
  /** True if a job of the program succeeded after it, or if it came after the driver's normal end. */
  readonly isPast?: true;
}
