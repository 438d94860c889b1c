/** One way in which applications fail, as data: what it looks like, what is needed to be sure, and what to do about it. */

/**
 * How much a signature proves. `certain`: Spark's own name for exactly this. `likely`: it says this in nearly every
 * case. `hint`: it fits, and so would other causes.
 */
export type Strength = "certain" | "likely" | "hint";

export interface Signature {
  readonly pattern: RegExp;
  readonly strength: Strength;
  /** Text that, found in the same failure, means something else. */
  readonly unless?: RegExp;
  /** Where it counts; everywhere, where left out. */
  readonly where?: "driver" | "executor";
}

export interface Cause {
  /** Kebab case, for programs; never renamed, since stored root causes carry it. */
  readonly id: string;
  readonly title: string;
  /** `symptom`: what other causes look like from afar; it is the answer only where nothing explains it. */
  readonly rank: "root" | "symptom";
  readonly signatures: readonly Signature[];
  /** Programs look on purpose whether it is so (is the table there yet?), and go on: what follows it weighs more. */
  readonly oftenCaught?: true;
  /** Causes which, found within a few seconds, bring this one about: then it is their echo. */
  readonly explainedBy?: readonly string[];
  /** What to do, most effective first. */
  readonly fix: string;
  /** Where the signature and the fix are from. */
  readonly source: string;
}
