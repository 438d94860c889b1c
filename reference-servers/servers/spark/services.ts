/** What the tools of the Spark server share. */
import type { Context } from "@drawbridge/framework";
import { applicationId } from "./application/application-reference.ts";
import type { ApplicationFacts } from "./application/facts.ts";
import type { ReadRequest, Sources } from "./application/sources.ts";
import { type Unread, unreadGap } from "./application/unread.ts";
import { type Diagnosis, diagnose } from "./diagnosis/diagnose.ts";
import type { Finding } from "./diagnosis/finding.ts";
import { SparkError } from "./errors.ts";
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

/**
 * The id of the application that a caller names by id or address. An id in another form counts if find_apps lists it.
 * Throws SparkError.
 */
export async function idOf(reference: string, { services, signal }: SparkContext): Promise<string> {
  try {
    return applicationId(reference, services.settings.history);
  } catch (error) {
    if (!(error instanceof SparkError) || error.code !== "not-a-spark-url") throw error;
    const listed = (await services.sources.list(signal)).find(({ id }) => id === reference.trim());
    if (listed === undefined) throw error;
    return listed.id;
  }
}

/** The facts of the application that a caller names by id or address. Throws SparkError. */
export const factsOf = async (app: string, context: SparkContext): Promise<ApplicationFacts> =>
  context.services.sources.facts(await idOf(app, context), readRequestOf(context));

export interface Examination {
  readonly facts: ApplicationFacts;
  readonly findings: readonly Finding[];
  readonly diagnosis: Diagnosis;
  /** Sources that exist and could not be read; they are gaps of the facts, too. */
  readonly unread: readonly Unread[];
}

const noDriverLog = "no log of its driver was read, so an error of the driver's own program would be missed";

/** Examines an application as far as its sources can be read. Throws SparkError if none of them can. */
export async function examine(app: string, context: SparkContext): Promise<Examination> {
  const { sources } = context.services;
  const request = readRequestOf(context);
  const { value: facts, unread: unreadFacts } = await sources.readableFacts(await idOf(app, context), request);
  const { value: findings, unread: unreadLogs } = await sources.findings(facts, request);
  const isFolderAway = unreadLogs.some(({ error }) => error.code === "unreadable-folder");
  const empty = isFolderAway ? [] : await sources.emptyLogs(facts.id);
  const unread = [...unreadFacts, ...unreadLogs];
  const gaps = [
    ...facts.gaps,
    ...unread.map(unreadGap),
    ...(findings === null ? [noDriverLog] : []),
    ...empty.map((name) => `${name} is empty`),
  ];
  return { facts: { ...facts, gaps }, findings: findings ?? [], diagnosis: diagnose(facts, findings), unread };
}

/** The same for what is stored or compared: throws SparkError if any of the application's sources cannot be read. */
export async function examineWhole(app: string, context: SparkContext): Promise<Examination> {
  const examination = await examine(app, context);
  const [unread] = examination.unread;
  if (unread !== undefined) throw unread.error;
  return examination;
}
