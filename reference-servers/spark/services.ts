/** What the Spark server's tools share. */
import type { Context } from "@drawbridge/framework/context";
import type { ApplicationFacts } from "./application/facts.ts";
import { applicationId } from "./application/reference.ts";
import type { Asking, Sources } from "./application/sources.ts";
import { type Diagnosis, diagnose } from "./diagnosis/diagnose.ts";
import type { Finding } from "./diagnosis/finding.ts";
import type { Memory } from "./knowledge/client.ts";
import type { SparkSettings } from "./settings.ts";

export interface SparkServices {
  readonly settings: SparkSettings;
  readonly sources: Sources;
  /** Null where no Knowledge server is configured. */
  readonly memory: Memory | null;
}

export type SparkContext = Context<SparkServices>;

export const askingOf = ({ principal, signal, progress }: SparkContext): Asking => ({
  user: principal.user,
  signal,
  progress: (done, total) => progress(done, total, "reading the event log"),
});

/** The facts of the application that a caller names by id or address. Throws SparkError. */
export const factsOf = (app: string, context: SparkContext): Promise<ApplicationFacts> => {
  const { settings, sources } = context.services;
  return sources.facts(applicationId(app, settings.history), askingOf(context));
};

export interface Examined {
  readonly facts: ApplicationFacts;
  readonly findings: readonly Finding[];
  readonly diagnosis: Diagnosis;
}

const noDriverLog = "no log of its driver was found: an error of the driver's own program would not be seen";

export async function examine(app: string, context: SparkContext): Promise<Examined> {
  const facts = await factsOf(app, context);
  const findings = await context.services.sources.findings(facts, askingOf(context));
  const gaps = findings === null ? [...facts.gaps, noDriverLog] : facts.gaps;
  return { facts: { ...facts, gaps }, findings: findings ?? [], diagnosis: diagnose(facts, findings) };
}
