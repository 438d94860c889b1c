/**
 * The packed corpora: the logs of real Spark runs, and the expected cause of each. corpus/run.py and pack.ts make
 * `corpus`. The author of `heldOut`, other jobs in other styles, wrote it before reading any rule (heldout/run.py).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const Cases = z.record(z.string(), z.object({ cause: z.string() }));
const Apps = z.record(z.string(), z.string());

export interface Case {
  readonly name: string;
  readonly app: string;
  readonly cause: string;
}

export interface Corpus {
  /** Folders. */
  readonly events: string;
  readonly logs: string;
  readonly cases: readonly Case[];
}

function corpusIn(name: string): Corpus {
  const folder = (inner: string): string => fileURLToPath(new URL(`${name}/${inner}`, import.meta.url));
  const read = (inner: string): unknown => JSON.parse(readFileSync(folder(inner), "utf8"));
  const expected = Cases.parse(read("cases.json"));
  const cases = Object.entries(Apps.parse(read("apps.json"))).map(([name, app]) => {
    const cause = expected[name]?.cause;
    if (cause === undefined) throw new Error(`cases.json has no cause for ${name}.`);
    return { name, app, cause };
  });
  return { events: folder("events"), logs: folder("logs"), cases };
}

export const corpus = corpusIn("corpus");
export const heldOut = corpusIn("heldout");
export const { cases } = corpus;

/** The application of a case. */
export function appOf(name: string): string {
  const app = cases.find((one) => one.name === name)?.app;
  if (app === undefined) throw new Error(`The corpus has no case ${name}.`);
  return app;
}
