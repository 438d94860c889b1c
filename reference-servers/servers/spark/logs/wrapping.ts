/**
 * Removes what other programs put around the lines of a Spark log: container runtimes, kubectl, log collectors in the
 * cloud, Livy, Airflow and the like. A stored line may hold a part of a line, or several lines.
 */
import { at, type Json, listAt, textAt } from "../events/event-fields.ts";

export interface LogLine {
  /** Number of the stored line, from 1. */
  readonly number: number;
  readonly text: string;
}

/** Maximum characters of a line that is put together from parts. */
const maxLineChars = 256 * 1024;

/** Whether a text is the first line of a log entry, and whether it has a date. */
export type HeadTest = (line: string) => "dated" | "undated" | null;

/** @param headKind recognises the first lines of entries */
export async function* unwrapped(lines: AsyncIterable<Buffer>, headKind: HeadTest): AsyncGenerator<LogLine> {
  let number = 0;
  let part = "";
  const seenPrefixes = new Set<RegExp>();
  for await (const bytes of lines) {
    number += 1;
    const stored = bytes.toString("utf8").replace(/\r+$/, "").replace(ansi, "");
    const piece = cri.exec(stored);
    if (piece !== null) {
      const [whole, tag] = piece;
      part += stored.slice(whole.length);
      // The runtime marks all parts of a long line but the last with P.
      if (tag === "P" && part.length < maxLineChars) continue;
      for (const text of withoutPrefixes(part, headKind, seenPrefixes)) yield { number, text };
      part = "";
      continue;
    }
    for (const text of insideOf(stored, headKind, seenPrefixes)) yield { number, text };
  }
  if (part !== "") yield { number, text: part };
}

/** Colours of a terminal. A collector may have removed the escape character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with this character
const ansi = /\u001b\[[\d;]*[A-Za-z]|^(?:\[\d{1,2}(?:;\d{1,2})*m)+|(?:\[\d{0,2}m)+$/g;

/** Kubernetes' Container Runtime Interface: a time, a stream's name and a tag before each line. */
const cri = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2}) (?:stdout|stderr) ([FP])(?: |$)/;

function insideOf(line: string, headKind: HeadTest, seenPrefixes: Set<RegExp>): readonly string[] {
  const texts = line.startsWith("{") && line.endsWith("}") ? textsInJson(line, headKind) : null;
  return (texts ?? [line]).flatMap((text) => withoutPrefixes(text, headKind, seenPrefixes));
}

/** The fields in which collectors store a line: Docker, Fluent Bit, Cloud Logging, CloudWatch, Azure Monitor, Airflow. */
const lineFields: readonly (readonly string[])[] = [
  ["log"],
  ["jsonPayload", "message"],
  ["textPayload"],
  ["properties", "message"],
  ["message"],
  ["msg"],
  ["line"],
  ["event"],
  ["body"],
];
/** With one of these, a JSON line is a log entry of its own. */
const levelFields: readonly (readonly string[])[] = [["level"], ["log.level"], ["log", "level"], ["levelname"]];

/** The lines in a JSON object of a log collector; null if it is a log entry itself, or no JSON. */
function textsInJson(line: string, headKind: HeadTest): readonly string[] | null {
  let json: Json;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  // Livy's answer for the log of a batch or session.
  const listed = listAt(json, "log").filter((one) => typeof one === "string");
  if (listed.length > 0) return listed.flatMap((one) => one.split("\n"));
  const text = lineFields.map((path) => textAt(json, ...path)).find((one) => one !== null);
  if (text === undefined || text === null) return null;
  const own = levelFields.some((path) => typeof at(json, ...path) === "string");
  const lines = text.replace(/[\r\n]+$/, "").split(/\r?\n/);
  const [first = ""] = lines;
  // The object is an entry of its own unless it carries a line of another program.
  return own && headKind(first) === null && !partOfTrace.test(first) ? null : lines;
}

/** Lines that only a stack trace has. */
const partOfTrace =
  /^\s*(Exception in thread "|at [\w$.]+[\w$<>]+\(|\.\.\. \d+ (more|common frames)|Caused by: |Traceback \(most recent|File ".+", line \d+|During handling of|The above exception|Py4JJavaError|(?:[\w$]+\.)+[\w$]*(?:Exception|Error)\b|[A-Z]\w*(?:Error|Exception): )/;

/** Prefixes that are never part of an entry. */
const certainPrefixes: readonly RegExp[] = [
  /^\[pod\/[\w./-]+\] /,
  /^[\w.-]+ › [\w.-]+ (?:[│|] )?/,
  /^[\w.-]+-\d+ +\| /,
  // Livy, and other launchers that log what the process below them prints.
  /^\S+ \S+ (?:TRACE|DEBUG|INFO|WARN|ERROR)\s+(?:[\w.]+\.)?(?:LineBufferedStream|LineBufferedPrintStream|ContextLauncher|SparkProcessBuilder|OutputRedirector)\W+(?:(?:stdout|stderr): ?)?/,
  /^(?:stdout|stderr): /,
  /^Stdoutput /,
  // Spark Job Server, and others that log each line of a Python process.
  /^.{10,250}? [-:|] From Python: /,
  // Azkaban.
  /^\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2} [A-Z]{3,4} \S+ (?:TRACE|DEBUG|INFO|WARN|ERROR) - /,
  // Airflow's operators that pass on another process's output.
  /^\[\d{4}-\d{2}-\d{2}[T,]? ?[\d:.,]+ ?(?:UTC|Z|[+-]\d{2}:?\d{2})?\] \{(?:spark_submit|pod_manager|subprocess|ssh|livy|docker|logging_mixin|pod_launcher|emr\w*|dataproc\w*)\.py:\d+\} (?:DEBUG|INFO|WARNING|ERROR) - (?:\[[\w-]+\] )?/,
  // Times of kubectl and Docker, which have nanoseconds.
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{9}(?:Z|[+-]\d{2}:\d{2}) /,
];

/** Prefixes that may be the beginning of an entry: they go only if another entry or a stack trace follows. */
const possiblePrefixes: readonly RegExp[] = [
  /^\[?\d{4}-\d{2}-\d{2}[T ,]+\d{2}:\d{2}:\d{2}(?:[.,]\d+)? ?(?:UTC|Z|[+-]\d{2}:?\d{2})?\]?:? (?:\{[\w./-]+:\d+\} (?:DEBUG|INFO|WARNING|ERROR) - )?/,
  /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2}) [\w./=-]+ (?:[\w./-]+ )?/,
  /^[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \S+ [\w./-]+(?:\[\d+\])?: /,
  /^\d{4}-\d{2}-\d{2}T\S+ \S+ [\w./-]+\[\d+\]: /,
  /^[\w.-]+ [\w.-]+ (?=\d{2,4}[-/]\d{2}[-/]\d{2}[ T])/,
  /^\[?(?:driver|executor|exec|spark)[\w./-]*\]?:? +/,
];

/** Maximum wrappings around one line. */
const maxWrappings = 3;

/** @param seenPrefixes the prefixes that this log has: its other lines have them too */
function withoutPrefixes(line: string, headKind: HeadTest, seenPrefixes: Set<RegExp>): readonly string[] {
  let text = line;
  for (let layer = 0; layer < maxWrappings; layer += 1) {
    const certain = certainPrefixes.find((prefix) => prefix.test(text));
    const prefix = certain ?? possiblePrefixes.find((possible) => isPrefix(possible, text, headKind, seenPrefixes));
    if (prefix === undefined) break;
    if (certain === undefined) seenPrefixes.add(prefix);
    text = text.replace(prefix, "");
  }
  if (!text.includes("[Glue Exception Analysis] {")) return [text];
  // Glue writes a failure as one line of JSON, whose line breaks and quotes are escaped.
  return text.replace(/\\t/g, "\t").replace(/\\"/g, '"').split("\\n");
}

function isPrefix(prefix: RegExp, text: string, headKind: HeadTest, seenPrefixes: ReadonlySet<RegExp>): boolean {
  const length = prefix.exec(text)?.[0].length ?? 0;
  if (length === 0) return false;
  const rest = text.slice(length);
  if (headKind(rest) === "dated") return true;
  if (headKind(text) !== null) return false;
  return seenPrefixes.has(prefix) || headKind(rest) !== null || partOfTrace.test(rest);
}
