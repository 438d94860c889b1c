/**
 * What a plan does, in the same words on every surface: tabs, rows, pages, the command line and the answers to agents.
 * Pure.
 */
import type { Plan } from "../approvals.ts";
import type { Surface } from "./surface.ts";

type Objects = Pick<Plan, "objects" | "writes" | "reads">;

/** What the act changes. Where a plan does not distinguish, every object counts as changed. */
export const writtenObjects = ({ objects, writes }: Objects): readonly string[] => writes ?? objects;

/** What the act only reads; empty where the plan does not distinguish. */
export const readObjects = ({ reads }: Objects): readonly string[] => reads ?? [];

/** "ads.events, ads.clicks and 3 more". */
export function formatObjects<Text>(objects: readonly string[], max: number, { say, words }: Surface<Text>): Text {
  const [first, ...others] = objects.slice(0, max).map((each) => words(each));
  const names = others.reduce((text, each) => say("{0}, {1}", text, each), first ?? words(""));
  const more = objects.length - max;
  return more > 0 ? say("{0} and {1} more", names, more) : names;
}

/** The number of objects named after "reads from"; the rest is given as a number. */
const maxReads = 3;

/** "CREATE OR REPLACE TABLE ads.campaigns AS SELECT, reads from ads.events": the act, and what it only reads. */
export function formatAct<Text>(plan: Pick<Plan, "summary"> & Objects, surface: Surface<Text>): Text {
  const act = surface.words(plan.summary);
  const reads = readObjects(plan);
  return reads.length === 0 ? act : surface.say("{0}, reads from {1}", act, formatObjects(reads, maxReads, surface));
}

/**
 * A short form for tab titles and rows, with the object first: "ads.campaigns · DROP TABLE", or "ads.events · SELECT" if
 * nothing is changed. If the end is cut, the object stays readable. It contains the server's words, so the surface marks
 * invisible characters in it.
 */
export function objectFirst(plan: Pick<Plan, "verb"> & Objects): string {
  const written = writtenObjects(plan);
  const [first, ...others] = written.length > 0 ? written : readObjects(plan);
  if (first === undefined) return plan.verb;
  return `${others.length === 0 ? first : `${first} +${others.length}`} · ${plan.verb}`;
}
