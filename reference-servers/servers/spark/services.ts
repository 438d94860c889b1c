/** What the tools of the Spark server share. */
import type { Context } from "@drawbridge/framework";
import { applicationId } from "./application/application-reference.ts";
import type { ApplicationFacts } from "./application/facts.ts";
import type { ReadRequest, Sources } from "./application/sources.ts";
import { type Diagnosis, diagnose } from "./diagnosis/diagnose.ts";
import type { Finding } from "./diagnosis/finding.ts";
import type { KnowledgeClient } from "./knowledge/client.ts";
import type { SparkSettings } from "./settings.ts";

export interface SparkServices {
  readonly settings: SparkSettings;
  readonly sources: Sources;
  /** Null if no Knowledge server is configured. */
  readonly knowledge: KnowledgeClient | null;
}

export type SparkContext = Context<SparkServices>;

export const readRequestOf = ({ principal, signal, progress }: SparkContext): ReadRequest => ({
  user: principal.user,
  signal,
  progress: (done, total) => progress(done, total, "reading the event log"),
});

/** The facts of the application that a caller names by id or address. Throws SparkError. */
export const factsOf = (app: string, context: SparkContext): Promise<ApplicationFacts> => {
  const { settings, sources } = context.services;
  return sources.facts(applicationId(app, settings.history), readRequestOf(context));
};

export interface Examination {
  readonly facts: ApplicationFacts;
  readonly findings: readonly Finding[];
  readonly diagnosis: Diagnosis;
}

const noDriverLog = "no log of its driver was found, so an error of the driver's own program would be missed";

export async function examine(app: string, context: SparkContext): Promise<Examination> {
  const facts = await factsOf(app, context);
  const findings = await context.services.sources.findings(facts, readRequestOf(context));
  const gaps = findings === null ? [...facts.gaps, noDriverLog] : facts.gaps;
  return { facts: { ...facts, gaps }, findings: findings ?? [], diagnosis: diagnose(facts, findings) };
}
