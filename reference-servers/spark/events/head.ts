/** What an event log says of its application at its beginning: enough for a list, without reading the rest. */
import { readLog } from "../codecs/codec.ts";
import { linesOf } from "./lines.ts";
import type { EventLog } from "./locate.ts";
import { textAt } from "./reading.ts";

export interface Head {
  readonly id: string;
  readonly name: string | null;
  readonly user: string | null;
}

/** Spark writes the application's start among the first events, behind the environment's long one. */
const mostEvents = 50;
const longestEvent = 4 * 2 ** 20;
/** Characters kept of a name: whoever runs a job chooses them. */
const longestName = 200;

export async function headOf(log: EventLog, signal: AbortSignal): Promise<Head> {
  const [first] = log.files;
  let read = 0;
  if (first !== undefined) {
    for await (const line of linesOf(readLog(first.path, { read() {}, cut() {} }, signal), longestEvent)) {
      read += 1;
      if (line.includes('"SparkListenerApplicationStart"')) return started(line, log.id);
      if (read > mostEvents) break;
    }
  }
  return { id: log.id, name: null, user: null };
}

function started(line: Buffer, fallback: string): Head {
  try {
    const event: unknown = JSON.parse(line.toString("utf8"));
    const named = (field: string): string | null => textAt(event, field)?.slice(0, longestName) ?? null;
    return { id: named("App ID") ?? fallback, name: named("App Name"), user: named("User") };
  } catch {
    return { id: fallback, name: null, user: null };
  }
}
