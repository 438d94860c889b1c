/** One result of doctor. */
export interface Finding {
  readonly check: string;
  /** A note is worth knowing. A problem needs an action. */
  readonly state: "ok" | "note" | "problem";
  readonly found: string;
  /** What to do about it; null if there is nothing to do. */
  readonly next: string | null;
}

export const ok = (check: string, found: string): Finding => ({ check, state: "ok", found, next: null });
export const note = (check: string, found: string, next: string): Finding => ({ check, state: "note", found, next });
export const problem = (check: string, found: string, next: string): Finding => ({
  check,
  state: "problem",
  found,
  next,
});

const marks = { ok: "ok  ", note: "note", problem: "FAIL" } as const;

/** For a person: one line, and a second one with the next step if there is one. */
export const describeFinding = ({ check, state, found, next }: Finding): string =>
  `${marks[state]}  ${check}: ${found}${next === null ? "" : `\n      → ${next}`}`;
