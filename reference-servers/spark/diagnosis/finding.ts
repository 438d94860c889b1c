/** One text that may say why an application failed, whichever source it came from. */
export interface Finding {
  readonly text: string;
  /** Where a person finds it: "event log, stage 3, task 12" or "driver.log:2,113". */
  readonly source: string;
  /** Unix ms; null where the source does not say. */
  readonly at: number | null;
  /** Which process said it, where that matters to what it means. */
  readonly from: "driver" | "executor" | "scheduler";
  /**
   * How much it decides: `end`: the driver's program itself ended by it; `given-up`: Spark gave up a job, stage or
   * query for it; `last-word`: an error of the driver after which nothing was seen to go on; `seen`: it happened, and
   * may have been got over; `went-well`: whoever ran the application says that it succeeded.
   */
  readonly weight: "end" | "given-up" | "last-word" | "seen" | "went-well";
  readonly count: number;
}
