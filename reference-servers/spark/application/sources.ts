/** Everything that tells of applications, behind one face: event logs first, since they tell most, then the History Server. */

import type { Finding } from "../diagnosis/finding.ts";
import { runsLocally } from "../diagnosis/gather.ts";
import { SparkError } from "../errors.ts";
import { type Head, headOf } from "../events/head.ts";
import { type EventLog, eventLogs, logOf } from "../events/locate.ts";
import { readEvents } from "../events/read-events.ts";
import type { HistoryServer } from "../history/client.ts";
import { factsFromHistory } from "../history/facts.ts";
import { listFromHistory } from "../history/list.ts";
import type { LogFile, LogFolder } from "../logs/locate.ts";
import { readFindings, readLogged } from "../logs/read-findings.ts";
import { zoneShift } from "../logs/zone.ts";
import type { ApplicationFacts } from "./facts.ts";
import { factsOfLogs } from "./logged.ts";
import { sharedReadings } from "./shared-readings.ts";

export interface Asking {
  /** Whose share a reading counts in. */
  readonly user: string;
  readonly signal: AbortSignal;
  /** Bytes read so far of all. */
  progress(done: number, total: number): void;
}

export interface Listed {
  readonly id: string;
  readonly name: string | null;
  readonly user: string | null;
  /** Unix ms; null where unknown. */
  readonly changedAt: number | null;
  /** Whether its log was closed; null where only text logs tell of it. */
  readonly finished: boolean | null;
}

export interface Sources {
  /** Every application known, the latest first. */
  list(signal: AbortSignal): Promise<readonly Listed[]>;
  /** Throws SparkError `unknown-app` where no source knows it. */
  facts(app: string, asking: Asking): Promise<ApplicationFacts>;
  logs(app: string): Promise<readonly LogFile[]>;
  /** What its text logs say; null where no log of its driver is there. */
  findings(facts: ApplicationFacts, asking: Asking): Promise<readonly Finding[] | null>;
  /** Ends what is still being read. */
  close(): void;
}

export interface SourceSettings {
  /** Folder of event logs; null where there is none. */
  readonly eventLogs: string | null;
  readonly logs: LogFolder | null;
  readonly history: HistoryServer | null;
}

/** Applications looked at for a list: the latest. */
const mostListed = 1_000;

export function sources(settings: SourceSettings): Sources {
  const readings = sharedReadings();

  const fromEvents = async (app: string, asking: Asking): Promise<ApplicationFacts | null> => {
    if (settings.eventLogs === null) return null;
    const log = logOf(await eventLogs(settings.eventLogs), app);
    if (log === null) return null;
    const stamp = JSON.stringify([log.id, log.changedAt, log.files.map(({ bytes }) => bytes)]);
    try {
      return await readings.facts(stamp, (reading) => readEvents(log, reading), asking);
    } catch (cause) {
      if (asking.signal.aborted || cause instanceof SparkError) throw cause;
      throw unreadable(cause);
    }
  };

  const fromLogs = async (app: string, { signal }: Asking): Promise<ApplicationFacts | null> => {
    const driver = (await settings.logs?.logsOf(app))?.find(({ of }) => of === "driver");
    return driver === undefined ? null : factsOfLogs(app, await readLogged(driver, signal));
  };

  const heads = new Map<string, Head>();
  const head = async (log: EventLog, signal: AbortSignal): Promise<Head> => {
    const known = heads.get(log.id);
    if (known !== undefined) return known;
    const read = await headOf(log, signal);
    if (read.name !== null) heads.set(log.id, read);
    return read;
  };
  const listEvents = async (folder: string, signal: AbortSignal): Promise<readonly Listed[]> => {
    const listed: Listed[] = [];
    for (const log of (await eventLogs(folder)).slice(0, mostListed)) {
      const { id, name, user } = await head(log, signal);
      listed.push({ id, name, user, changedAt: log.changedAt, finished: !log.inProgress });
    }
    return listed;
  };

  const listLogs = async (folder: LogFolder): Promise<readonly Listed[]> =>
    (await folder.applications()).map((found) => ({ ...found, name: null, user: null, finished: null }));

  return {
    async list(signal) {
      const { eventLogs: folder, history, logs } = settings;
      const lists = await Promise.all([
        folder === null ? [] : listEvents(folder, signal),
        history === null ? [] : listFromHistory(history, mostListed, signal),
        logs === null ? [] : listLogs(logs),
      ]);
      // The source that tells most comes first: what it knows, the others need not tell.
      const known = new Map<string, Listed>();
      for (const listed of lists.flat()) if (!known.has(listed.id)) known.set(listed.id, listed);
      return [...known.values()].sort((a, b) => (b.changedAt ?? 0) - (a.changedAt ?? 0));
    },
    async facts(app, asking) {
      const facts =
        (await fromEvents(app, asking)) ??
        (settings.history === null ? null : await factsFromHistory(settings.history, app, asking.signal)) ??
        (await fromLogs(app, asking));
      if (facts === null) throw unknownApplication();
      return facts;
    },
    close: () => readings.close(),
    logs: async (app) => (settings.logs === null ? [] : settings.logs.logsOf(app)),
    async findings(facts, { signal }) {
      if (settings.logs === null) return null;
      const local = runsLocally(facts);
      const read: Finding[] = [];
      const logs = await settings.logs.logsOf(facts.id);
      // The driver's log comes first, and shows the zone of all.
      let shift: number | null = 0;
      for (const log of logs) {
        const { findings, span } = await readFindings(log, local, signal);
        if (log === logs[0] && log.of === "driver" && span !== null) shift = zoneShift(span, facts);
        const shifted = shift;
        read.push(
          ...findings.map((found) => ({
            ...found,
            at: found.at === null || shifted === null ? null : found.at + shifted,
          })),
        );
      }
      return logs.some(({ of }) => of === "driver") ? read : null;
    },
  };
}

const unknownApplication = (): SparkError =>
  new SparkError(
    "unknown-app",
    "No event log, no History Server and no driver's log here knows that application.",
    "Look it up with find_apps; an application that began less than a minute ago may not be there yet.",
  );

const unreadable = (cause: unknown): SparkError =>
  new SparkError(
    "unreadable-log",
    "The application's event log is there, but cannot be read.",
    "Ask whoever runs this server to look at the file and at who may read it; search_log may find its text logs.",
    { cause },
  );
