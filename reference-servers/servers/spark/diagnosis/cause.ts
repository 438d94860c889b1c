/** One cause of failure, as data: what it looks like in logs, how sure each sign is, and how to fix it. */

/**
 * How much a signature proves. `certain`: it is Spark's own name for exactly this cause. `likely`: it means this cause
 * in nearly every case. `hint`: it is consistent with this cause, and with others.
 */
export type Strength = "certain" | "likely" | "hint";

export interface Signature {
  readonly pattern: RegExp;
  readonly strength: Strength;
  /** If this matches the same failure, the signature does not count. */
  readonly unless?: RegExp;
  /** The process in whose failures it counts; without it, all processes. */
  readonly where?: "driver" | "executor";
  /** `message`: only the class and message of the deepest exception count, and not the frames and wrappers around it. */
  readonly of?: "message";
  /** True for the name of a family of errors: it adds nothing beneath an exception that names a cause. */
  readonly generic?: true;
  /** What to do, if the fix of the cause does not fit what this signature shows. */
  readonly fix?: string;
}

export interface Cause {
  /** In kebab case, for programs. It is never renamed, because stored root causes contain it. */
  readonly id: string;
  readonly title: string;
  /** A `symptom` is a consequence of other causes; it is the answer only if nothing else explains it. */
  readonly rank: "root" | "symptom";
  readonly signatures: readonly Signature[];
  /**
   * True if programs provoke this error on purpose (does the table exist yet?) and continue. Then later failures weigh
   * more.
   */
  readonly oftenCaught?: true;
  /**
   * True if the error often only passes on another failure, as a program's own exception does. Then any other root
   * cause that the same failure names outweighs it.
   */
  readonly messenger?: true;
  /**
   * True if the error is often the consequence of a step that failed before, and whose exception the program swallowed.
   * Then an earlier error that the program logged itself is the cause.
   */
  readonly oftenFollows?: true;
  /** True if it is only the consequence of any failure that ended other work of the program before. */
  readonly echo?: true;
  /**
   * Ids of causes that lead to this one. If one of them is found within a few seconds, this one is only its
   * consequence.
   */
  readonly explainedBy?: readonly string[];
  /** What to do, the most effective first. */
  readonly fix: string;
  /** The sources of the signature and the fix. */
  readonly source: string;
}
