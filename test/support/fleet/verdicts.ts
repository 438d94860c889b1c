/** Compares what the answer to each call says with what ran. Pure. */
import type { Effect, Traces } from "./work.ts";

export interface Answered {
  readonly id: string;
  readonly effect: Effect;
  /** Null where the call succeeded. */
  readonly error: string | null;
  /** When (ms) it was sent and answered, and what happened to a part at its answer. */
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly during: string;
}

/** A part through which calls go ended at once, between these two moments (ms). */
export interface Cut {
  readonly from: number;
  readonly until: number;
}

/** The calls that were answered while one thing happened. */
export interface Phase {
  readonly calls: number;
  readonly writes: number;
  readonly errors: number;
  /** Writes whose answer says that they may have run; how many of them the engine knows, and how many took effect. */
  readonly mayHaveRun: number;
  readonly ofThemBegan: number;
  readonly ofThemRan: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface Verdicts extends Phase {
  /** Calls without an answer, and calls that were reported as done and did not run. */
  readonly lost: number;
  readonly writesRunTwice: number;
  /** Told that nothing ran, although it had begun. */
  readonly falselyNothing: readonly string[];
  /** Told that it may have run, although no part was cut that could have had the call. */
  readonly falselyMaybe: readonly string[];
  /** Any error of a read, and any error of a write that does not say that the write may have run. */
  readonly needless: readonly string[];
  /** Times that a call was repeated because a person had not decided yet, or its broker died while it waited for that. */
  readonly repeats: number;
  readonly phases: Readonly<Record<string, Phase>>;
}

/** The counts that are zero, and the lists that are empty, where all is well. */
export const faultsIn = ({ lost, writesRunTwice, falselyNothing, falselyMaybe, needless }: Verdicts) => ({
  ...{ lost, writesRunTwice, falselyNothing, falselyMaybe, needless },
});
export const noFaults = { lost: 0, writesRunTwice: 0, falselyNothing: [], falselyMaybe: [], needless: [] };

/** Milliseconds in which what sends calls may still take a dead part for a living one. */
const unnoticedMs = 1_000;

const saysNothingRan = /nothing (?:was )?ran?\b|nothing was run|did not run/i;
const saysMayHaveRun = /may have run/i;

const saidMaybe = ({ effect, error }: Answered): boolean => effect === "write" && saysMayHaveRun.test(error ?? "");

export function verdictsOf(
  run: {
    readonly answers: readonly Answered[];
    readonly cuts: readonly Cut[];
    readonly calls: number;
    readonly repeats: number;
  },
  truth: ReadonlyMap<string, Traces>,
): Verdicts {
  const { answers, cuts, calls, repeats } = run;
  const tracesOf = ({ id }: Answered): Traces => truth.get(id) ?? { began: 0, ran: 0 };
  const hasBegun = (each: Answered): boolean => tracesOf(each).began + tracesOf(each).ran > 0;
  const words = (each: Answered): string => {
    const { began, ran } = tracesOf(each);
    return `${each.during}, ${each.effect} ${each.id} (began ${began}, ran ${ran}): ${each.error}`;
  };
  const errors = answers.filter(({ error }) => error !== null);
  const wasCut = (each: Answered): boolean =>
    cuts.some(({ from, until }) => each.sentAt <= until + unnoticedMs && each.answeredAt >= from);
  return {
    ...phaseOf(answers, tracesOf),
    repeats,
    lost: calls - answers.length + answers.filter((each) => each.error === null && tracesOf(each).ran === 0).length,
    writesRunTwice: answers.filter(
      (each) => each.effect === "write" && Math.max(tracesOf(each).began, tracesOf(each).ran) > 1,
    ).length,
    falselyNothing: errors.filter((each) => saysNothingRan.test(each.error ?? "") && hasBegun(each)).map(words),
    falselyMaybe: errors.filter((each) => saidMaybe(each) && !wasCut(each)).map(words),
    needless: errors.filter((each) => !saidMaybe(each)).map(words),
    phases: Object.fromEntries(
      [...Map.groupBy(answers, ({ during }) => during)].map(([during, each]) => [during, phaseOf(each, tracesOf)]),
    ),
  };
}

function phaseOf(answers: readonly Answered[], tracesOf: (each: Answered) => Traces): Phase {
  const maybe = answers.filter(saidMaybe);
  const ms = answers.map(({ sentAt, answeredAt }) => answeredAt - sentAt).toSorted((a, b) => a - b);
  const share = (part: number): number => Math.round(ms[Math.floor((ms.length - 1) * part)] ?? 0);
  return {
    calls: answers.length,
    writes: answers.filter(({ effect }) => effect === "write").length,
    errors: answers.filter(({ error }) => error !== null).length,
    mayHaveRun: maybe.length,
    ofThemBegan: maybe.filter((each) => tracesOf(each).began + tracesOf(each).ran > 0).length,
    ofThemRan: maybe.filter((each) => tracesOf(each).ran > 0).length,
    ...{ p50: share(0.5), p99: share(0.99) },
  };
}
