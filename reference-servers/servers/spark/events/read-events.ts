/** Reads one application's event log once, from its first file to its last. It holds at most one line in memory. */
import type { ApplicationFacts } from "../application/facts.ts";
import { readLog } from "../codecs/codec.ts";
import { factsBuilder } from "./facts-builder.ts";
import { linesOf } from "./lines.ts";
import type { EventLog } from "./locate.ts";

/** Bytes of the longest event that is read; a SQL plan can make an event of tens of megabytes. */
const maxEventBytes = 32 * 2 ** 20;
/** Bytes of decompressed text after which reading stops. No real log is that large, only a decompression bomb. */
const maxTextBytes = 64 * 2 ** 30;

/** Minimum bytes between two progress reports; fewer are read in an instant. */
const minProgressBytes = 2 ** 20;

/** Unused kinds of events. There are many of them, so they are skipped without parsing. */
const skippedEvents = ["SparkListenerTaskStart", "SparkListenerExecutorMetricsUpdate", "SparkListenerBlockUpdated"].map(
  (name) => Buffer.from(`{"Event":"${name}"`),
);

export interface Reading {
  readonly signal: AbortSignal;
  /**
   * Reports the stored (compressed) bytes that have been read, and the total; at most a hundred times, and at the end.
   */
  progress(readBytes: number, total: number): void;
}

/** @throws the file system's Error if a file cannot be read */
export async function readEvents(log: EventLog, { signal, progress }: Reading): Promise<ApplicationFacts> {
  const fold = factsBuilder(log.id);
  const gaps: string[] = [...log.gaps];
  const total = log.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const step = Math.max(total / 100, minProgressBytes);
  let readBytes = 0;
  let reportedBytes = 0;
  let text = 0;
  let damagedLines = 0;
  let unread = 0;
  const read = (bytes: number): void => {
    readBytes += bytes;
    if (readBytes < reportedBytes + step || readBytes >= total) return;
    reportedBytes = readBytes;
    progress(readBytes, total);
  };
  for (const file of log.files) {
    const onCutOff = (): void => {
      gaps.push(`${file.name} ends in the middle`);
    };
    const onForeign = (format: string): void => {
      gaps.push(`${file.name} is compressed with ${format}, which this server does not read: unpack it`);
      unread += 1;
    };
    if (file.bytes === 0) {
      gaps.push(`${file.name} is empty: its writer ended before it wrote anything, or it was not copied whole`);
      unread += 1;
    }
    const lines = linesOf(readLog(file.path, { read, onCutOff, onForeign }, signal), maxEventBytes);
    for await (const line of lines) {
      text += line.length;
      if (text > maxTextBytes) throw new RangeError("more text than any event log has");
      if (skippedEvents.some((start) => line.subarray(0, start.length).equals(start))) continue;
      const event = parseLine(line);
      if (event === undefined) damagedLines += 1;
      else fold.take(event);
    }
    if (lines.tooLong() > 0) gaps.push(`${lines.tooLong()} events of ${file.name} are too long to read`);
  }
  progress(total, total);
  if (log.inProgress) gaps.push("the application had not finished when its log was read");
  // If the writer died, the last line of the log is an incomplete event.
  if (damagedLines > 0) gaps.push(`${damagedLines} ${damagedLines === 1 ? "line is" : "lines are"} incomplete`);
  const facts = fold.build(gaps);
  if (facts.startedAt !== null || unread === log.files.length) return facts;
  const hasEvents = facts.jobs.length > 0 || facts.stages.length > 0 || facts.executors.length > 0;
  return { ...facts, gaps: [...facts.gaps, hasEvents ? noBeginning : noStart] };
}

const noBeginning = "its event log begins in the middle: what happened before is not known";
const noStart = "no start of an application was found in its event log: the file is damaged, empty, or no event log";

function parseLine(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}
