/** The packed corpus: what real Spark runs left, and what each must be told as. Made by corpus/run.py and pack.ts. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const folder = (name: string): string => fileURLToPath(new URL(`corpus/${name}`, import.meta.url));
const read = (name: string): unknown => JSON.parse(readFileSync(folder(name), "utf8"));

const Cases = z.record(z.string(), z.object({ cause: z.string() }));
const Apps = z.record(z.string(), z.string());

export interface Case {
  readonly name: string;
  readonly app: string;
  readonly cause: string;
}

export const corpus = { events: folder("events"), logs: folder("logs") } as const;

const apps = Apps.parse(read("apps.json"));
const expected = Cases.parse(read("cases.json"));

export const cases: readonly Case[] = Object.entries(apps).map(([name, app]) => {
  const cause = expected[name]?.cause;
  if (cause === undefined) throw new Error(`cases.json does not say what ${name} is.`);
  return { name, app, cause };
});

/** The application of a case. */
export function appOf(name: string): string {
  const app = apps[name];
  if (app === undefined) throw new Error(`The corpus has no case ${name}.`);
  return app;
}
