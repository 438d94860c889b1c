/** One application's event log, read once from its first file to its last, in memory bounded by one line. */
import type { ApplicationFacts } from "../application/facts.ts";
import { readLog } from "../codecs/codec.ts";
import { foldEvents } from "./fold.ts";
import { linesOf } from "./lines.ts";
import type { EventLog } from "./locate.ts";

/** Bytes of the longest event read; a SQL plan may make one of tens of megabytes. */
const longestEvent = 32 * 2 ** 20;
/** Bytes of decompressed text after which reading stops: nothing Spark writes is near it, a decompression bomb is. */
const mostText = 64 * 2 ** 30;

/** Bytes that are read in the blink of an eye: less is not worth telling. */
const smallestStep = 2 ** 20;

/** Events that hold nothing we use; they are many, so they are passed over without being parsed. */
const passedOver = ["SparkListenerTaskStart", "SparkListenerExecutorMetricsUpdate", "SparkListenerBlockUpdated"].map(
  (name) => Buffer.from(`{"Event":"${name}"`),
);

export interface Reading {
  readonly signal: AbortSignal;
  /** Bytes read so far of all, as they are stored; told at most a hundred times, and at the end. */
  progress(done: number, total: number): void;
}

/** @throws Error of the file system where a file cannot be read */
export async function readEvents(log: EventLog, { signal, progress }: Reading): Promise<ApplicationFacts> {
  const fold = foldEvents(log.id);
  const gaps: string[] = [];
  const total = log.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const step = Math.max(total / 100, smallestStep);
  let done = 0;
  let told = 0;
  let text = 0;
  let damaged = 0;
  const read = (bytes: number): void => {
    done += bytes;
    if (done < told + step || done >= total) return;
    told = done;
    progress(done, total);
  };
  for (const file of log.files) {
    const cut = (): void => {
      gaps.push(`${file.name} ends in the middle`);
    };
    const lines = linesOf(readLog(file.path, { read, cut }, signal), longestEvent);
    for await (const line of lines) {
      text += line.length;
      if (text > mostText) throw new RangeError("more text than any event log has");
      if (passedOver.some((start) => line.subarray(0, start.length).equals(start))) continue;
      const event = parsed(line);
      if (event === undefined) damaged += 1;
      else fold.take(event);
    }
    if (lines.tooLong() > 0) gaps.push(`${lines.tooLong()} events of ${file.name} are too long to read`);
  }
  progress(total, total);
  if (log.inProgress) gaps.push("the application had not finished when its log was read");
  // The last line of a log whose writer died is half an event.
  if (damaged > 0) gaps.push(`${damaged} ${damaged === 1 ? "line is" : "lines are"} not whole`);
  const facts = fold.build(gaps);
  return facts.startedAt === null ? { ...facts, gaps: [...facts.gaps, noBeginning] } : facts;
}

const noBeginning = "no application's beginning was found in its event log: it is damaged, empty or something else";

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}
