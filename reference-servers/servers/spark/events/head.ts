/**
 * Reads an application's id, name and user from the beginning of its event log: enough for a list, without reading the
 * rest.
 */
import { readLog } from "../codecs/codec.ts";
import { isFileError } from "../file-errors.ts";
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

/** Only the id of the file's name if the file cannot be read: one such file must not hide the others from a list. */
export async function headOf(log: EventLog, signal: AbortSignal): Promise<Head> {
  try {
    const line = await applicationStart(log, signal);
    if (line !== null) return headFrom(line, log.id);
  } catch (error) {
    if (!isFileError(error)) throw error;
  }
  return { id: log.id, name: null, user: null };
}

/** The line of the event of the application's start; null if it is not among the first events. */
async function applicationStart({ files: [first] }: EventLog, signal: AbortSignal): Promise<Buffer | null> {
  if (first === undefined) return null;
  let read = 0;
  const text = readLog(first.path, { read() {}, onCutOff() {}, onForeign() {} }, signal);
  for await (const line of linesOf(text, maxEventBytes)) {
    read += 1;
    if (line.includes('"SparkListenerApplicationStart"')) return line;
    if (read > maxEvents) break;
  }
  return null;
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
