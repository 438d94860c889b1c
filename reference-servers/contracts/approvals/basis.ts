/** What an approval is bound to, in words that the inbox and the editor both use. Pure. */
import type { Binding, Plan } from "../approvals.ts";
import type { Surface } from "./surface.ts";

type Say = Pick<Surface, "say">;

export interface BoundObject {
  /** Words that others wrote: every surface escapes them. */
  readonly object: string;
  /** "to be read (3 rows, compared whole)". */
  readonly how: string;
}

export const boundObjects = ({ basis }: Plan, { say }: Say): readonly BoundObject[] => {
  const how: Readonly<Record<Binding["role"], (says: string) => string>> = {
    reads: (says) => say("to be read ({0})", says),
    writes: (says) => say("to be changed ({0})", says),
    view: (says) => say("to be read through ({0})", says),
    effect: (says) => say("its effect ({0})", says),
  };
  return (basis?.bindings ?? []).map(({ object, role, says }) => ({ object, how: how[role](says) }));
};

/** Shown in place of the objects where there are none. */
export const boundToNoObject = ({ basis }: Plan, { say }: Say): string =>
  basis === undefined
    ? say("names alone: the plan is from an older server, and is asked again before it runs")
    : say("what is written here, and nothing else");

/** What can change between the approval and the run without a check that sees it, one sentence each. */
export const notHeld = ({ basis }: Plan): readonly string[] => basis?.unheld ?? [];
