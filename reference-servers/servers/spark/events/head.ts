/**
 * Reads an application's id, name and user from the beginning of its event log: enough for a list, without reading the
 * rest.
 */
import { readLog } from "../codecs/codec.ts";
import { textAt } from "./event-fields.ts";
import { linesOf } from "./lines.ts";
import type { EventLog } from "./locate.ts";

export interface Head {
  readonly id: string;
  readonly name: string | null;
  readonly user: string | null;
}

/** Spark writes the application's start among the first events, after the long event about the environment. */
const maxEvents = 50;
const maxEventBytes = 4 * 2 ** 20;
/** Maximum characters of a name: the person who runs a job chooses it freely. */
const maxNameChars = 200;

export async function headOf(log: EventLog, signal: AbortSignal): Promise<Head> {
  const [first] = log.files;
  let read = 0;
  if (first !== undefined) {
    for await (const line of linesOf(
      readLog(first.path, { read() {}, onCutOff() {}, onForeign() {} }, signal),
      maxEventBytes,
    )) {
      read += 1;
      if (line.includes('"SparkListenerApplicationStart"')) return headFrom(line, log.id);
      if (read > maxEvents) break;
    }
  }
  return { id: log.id, name: null, user: null };
}

function headFrom(line: Buffer, fallback: string): Head {
  try {
    const event: unknown = JSON.parse(line.toString("utf8"));
    const nameAt = (field: string): string | null => textAt(event, field)?.slice(0, maxNameChars) ?? null;
    return { id: nameAt("App ID") ?? fallback, name: nameAt("App Name"), user: nameAt("User") };
  } catch {
    return { id: fallback, name: null, user: null };
  }
}
