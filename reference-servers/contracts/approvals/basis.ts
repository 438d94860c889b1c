/** What an approval is bound to, in words that the inbox and the editor show alike. Pure. */
import type { Binding, Plan } from "../approvals.ts";

export interface BoundObject {
  /** Words of others: shown escaped. */
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

/** Said in the place of objects where there are none. */
export const boundToNoObject = ({ basis }: Plan): string =>
  basis === undefined
    ? "names alone: the plan is from an older server, and is asked again before it runs"
    : "what is written here, and nothing else";

/** What can change unseen between the approval and the run, a sentence each. */
export const notHeld = ({ basis }: Plan): readonly string[] => basis?.unheld ?? [];
