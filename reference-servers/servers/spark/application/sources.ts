/**
 * All sources of facts about applications, behind one interface. Event logs are asked first because they hold the most,
 * then the History Server, then text logs.
 */

import type { Finding } from "../diagnosis/finding.ts";
import { runsLocally } from "../diagnosis/findings.ts";
import { SparkError } from "../errors.ts";
import { type Head, headOf } from "../events/head.ts";
import { type EventLog, eventLogs, logOf, storedName } from "../events/locate.ts";
import { readEvents } from "../events/read-events.ts";
import { logError } from "../file-errors.ts";
import type { HistoryServer } from "../history/client.ts";
import { factsFromHistory } from "../history/facts.ts";
import { listFromHistory } from "../history/list.ts";
import type { LogFile, LogFolder } from "../logs/locate.ts";
import { readFindings, readLogSummary } from "../logs/read-findings.ts";
import { zoneShift } from "../logs/zone.ts";
import type { ApplicationFacts } from "./facts.ts";
import { factsOfLogs } from "./log-summary.ts";
import { sharedReadings } from "./shared-readings.ts";
import { type Unread, unlessUnreadable } from "./unread.ts";

export interface ReadRequest {
  /** The user in whose share the reading counts. */
  readonly user: string;
  readonly signal: AbortSignal;
  /** Reports the bytes that have been read, and the total. */
  progress(done: number, total: number): void;
}

/** What could be read, and each source that could not. */
export interface Readable<Value> {
  readonly value: Value;
  readonly unread: readonly Unread[];
}

export interface ApplicationEntry {
  readonly id: string;
  readonly name: string | null;
  readonly user: string | null;
  /** Unix ms; null if unknown. */
  readonly changedAt: number | null;
  /** True if its event log was closed; null if there are only text logs. */
  readonly finished: boolean | null;
}

export interface Sources {
  /** All applications, the latest first. */
  list(signal: AbortSignal): Promise<readonly ApplicationEntry[]>;
  /** Throws SparkError `unknown-app` if no source has it. */
  facts(app: string, request: ReadRequest): Promise<ApplicationFacts>;
  /**
   * The same, from the next source where one cannot be read. Throws SparkError if no source has the application, and the
   * first unreadable source's error if that one could have it.
   */
  readableFacts(app: string, request: ReadRequest): Promise<Readable<ApplicationFacts>>;
  logs(app: string): Promise<readonly LogFile[]>;
  /** Names of text logs of 0 bytes in the application's own folders. */
  emptyLogs(app: string): Promise<readonly string[]>;
  /** What those text logs of the application say that can be read; null if no log of its driver was read. */
  findings(facts: ApplicationFacts, request: ReadRequest): Promise<Readable<readonly Finding[] | null>>;
  /** Aborts all readings. */
  close(): void;
}

export interface SourceSettings {
  /** Folder of event logs; null if none is configured. */
  readonly eventLogs: string | null;
  readonly logs: LogFolder | null;
  readonly history: HistoryServer | null;
}

/** Maximum number of applications in a list: the latest ones. */
const maxApplications = 1_000;

export function sources(settings: SourceSettings): Sources {
  const readings = sharedReadings();

  const fromEvents = async (app: string, request: ReadRequest): Promise<ApplicationFacts | null> => {
    if (settings.eventLogs === null) return null;
    const log = await logFor(settings.eventLogs, app, request.signal);
    if (log === null) return null;
    const stamp = JSON.stringify([log.id, log.changedAt, log.files.map(({ bytes }) => bytes)]);
    try {
      return await readings.facts(stamp, (reading) => readEvents(log, reading), request);
    } catch (cause) {
      if (request.signal.aborted || cause instanceof SparkError) throw cause;
      throw logError("event log", cause);
    }
  };

  const fromHistory = async (app: string, { signal }: ReadRequest): Promise<ApplicationFacts | null> =>
    settings.history === null ? null : factsFromHistory(settings.history, app, signal);

  const fromLogs = async (app: string, { signal }: ReadRequest): Promise<ApplicationFacts | null> => {
    const driver = (await settings.logs?.logsOf(app))?.find(({ of }) => of === "driver");
    return driver === undefined ? null : factsOfLogs(app, await readLogSummary(driver, signal));
  };

  const heads = new Map<string, Head>();
  const head = async (log: EventLog, signal: AbortSignal): Promise<Head> => {
    const cached = heads.get(log.id);
    if (cached !== undefined) return cached;
    const read = await headOf(log, signal);
    if (read.name !== null) heads.set(log.id, read);
    return read;
  };
  /** By the name of the file, or, if it has another name, by the id that the log itself gives. */
  const logFor = async (folder: string, app: string, signal: AbortSignal): Promise<EventLog | null> => {
    const logs = await eventLogs(folder);
    const byName = logOf(logs, app) ?? logOf(logs, storedName(app));
    if (byName !== null) return byName;
    for (const log of logs.slice(0, maxApplications)) if ((await head(log, signal)).id === app) return log;
    return null;
  };
  const listEvents = async (folder: string, signal: AbortSignal): Promise<readonly ApplicationEntry[]> => {
    const entries: ApplicationEntry[] = [];
    for (const log of (await eventLogs(folder)).slice(0, maxApplications)) {
      const { id, name, user } = await head(log, signal);
      entries.push({ id, name, user, changedAt: log.changedAt, finished: !log.inProgress });
    }
    return entries;
  };

  const listLogs = async (folder: LogFolder): Promise<readonly ApplicationEntry[]> =>
    (await folder.applications()).map((application) => ({ ...application, name: null, user: null, finished: null }));

  return {
    async list(signal) {
      const { eventLogs: folder, history, logs } = settings;
      const lists = await Promise.all([
        folder === null ? [] : listEvents(folder, signal),
        history === null ? [] : listFromHistory(history, maxApplications, signal),
        logs === null ? [] : listLogs(logs),
      ]);
      // The source that holds the most comes first; its entry is used, and those of the other sources are dropped.
      const byId = new Map<string, ApplicationEntry>();
      for (const entry of lists.flat()) if (!byId.has(entry.id)) byId.set(entry.id, entry);
      return [...byId.values()].sort((a, b) => (b.changedAt ?? 0) - (a.changedAt ?? 0));
    },
    async facts(app, request) {
      const facts =
        (await fromEvents(app, request)) ?? (await fromHistory(app, request)) ?? (await fromLogs(app, request));
      if (facts === null) throw unknownApplication();
      return facts;
    },
    async readableFacts(app, request) {
      const unread: Unread[] = [];
      for (const [what, read] of [
        ["its event log", fromEvents],
        ["the History Server", fromHistory],
        ["its text logs", fromLogs],
      ] as const) {
        const facts = await unlessUnreadable(what, unread, () => read(app, request));
        if (facts === null) continue;
        return { value: facts, unread };
      }
      throw unread[0]?.error ?? unknownApplication();
    },
    close: () => readings.close(),
    logs: async (app) => (settings.logs === null ? [] : settings.logs.logsOf(app)),
    emptyLogs: async (app) => (settings.logs === null ? [] : settings.logs.emptyLogsOf(app)),
    async findings(facts, { signal }) {
      const unread: Unread[] = [];
      const folder = settings.logs;
      const logs = await unlessUnreadable("its text logs", unread, async () => folder?.logsOf(facts.id) ?? null);
      if (logs === null) return { value: null, unread };
      const local = runsLocally(facts);
      const read: Finding[] = [];
      let hasDriver = false;
      // The driver's log comes first. The time zone found in it applies to all logs.
      let shift: number | null = 0;
      for (const log of logs) {
        const inLog = await unlessUnreadable(log.name, unread, () => readFindings(log, local, signal));
        if (inLog === null) continue;
        const { findings, span } = inLog;
        hasDriver ||= log.of === "driver";
        if (log === logs[0] && log.of === "driver" && span !== null) shift = zoneShift(span, facts);
        const zone = shift;
        read.push(
          ...findings.map((finding) => ({
            ...finding,
            at: finding.at === null || zone === null ? null : finding.at + zone,
          })),
        );
      }
      return { value: hasDriver ? read : null, unread };
    },
  };
}

const unknownApplication = (): SparkError =>
  new SparkError(
    "unknown-app",
    "No event log, History Server or driver log that this server can read has that application.",
    "Look it up with find_apps; an application that began less than a minute ago may not be there yet.",
  );
