/** What an approval is bound to, in words that the inbox and the editor both use. Pure. */
import type { Binding, Plan } from "../approvals.ts";

export interface BoundObject {
  /** Words that others wrote: every surface escapes them. */
  readonly object: string;
  /** "it reads 3 rows, compared whole". */
  readonly how: string;
}

const roles: Readonly<Record<Binding["role"], string>> = {
  reads: "it reads",
  writes: "it changes",
  view: "it goes through,",
  effect: "its effect is",
};

export const boundObjects = ({ basis }: Plan): readonly BoundObject[] =>
  (basis?.bindings ?? []).map(({ object, role, says }) => ({ object, how: `${roles[role]} ${says}` }));

/** Shown in place of the objects where there are none. */
export const boundToNoObject = ({ basis }: Plan): string =>
  basis === undefined
    ? "names alone: the plan is from an older server, and is asked again before it runs"
    : "what is written here, and nothing else";

/** What can change between the approval and the run without a check that sees it, one sentence each. */
export const notHeld = ({ basis }: Plan): readonly string[] => basis?.unheld ?? [];
