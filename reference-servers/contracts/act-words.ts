/**
 * The words by which every surface names an act: the list and page of the inbox, the editor, the command line, the answers
 * to agents. Pure. They hold words of others: each surface passes them through visible-text.ts.
 */
import type { Plan } from "./approvals.ts";

type Objects = Pick<Plan, "objects" | "writes" | "reads">;

/** What the act changes. A plan that does not tell it apart counts everything as changed. */
export const writtenObjects = ({ objects, writes }: Objects): readonly string[] => writes ?? objects;

/** What the act only reads; empty where the plan does not tell it apart. */
export const readObjects = ({ reads }: Objects): readonly string[] => reads ?? [];

/** "ads.events, ads.clicks and 3 more". */
export function listedObjects(objects: readonly string[], max: number): string {
  const named = objects.slice(0, max).join(", ");
  const more = objects.length - max;
  return more > 0 ? `${named} and ${more} more` : named;
}

/** Objects that are named after "reads from" before the rest is a number. */
const maxReads = 3;

/** "CREATE OR REPLACE TABLE ads.campaigns AS SELECT, reads from ads.events": the act, and what it only reads. */
export function actLine(plan: Pick<Plan, "summary"> & Objects): string {
  const reads = readObjects(plan);
  return reads.length === 0 ? plan.summary : `${plan.summary}, reads from ${listedObjects(reads, maxReads)}`;
}

/** "ads.campaigns · DROP TABLE", and "ads.events · SELECT" where nothing is changed, for tab titles and rows: where the space ends, the object must be what stays. */
export function objectFirst(plan: Pick<Plan, "verb"> & Objects): string {
  const written = writtenObjects(plan);
  const [first, ...others] = written.length > 0 ? written : readObjects(plan);
  if (first === undefined) return plan.verb;
  return `${others.length === 0 ? first : `${first} +${others.length}`} · ${plan.verb}`;
}
