/**
 * Entries of a driver's or executor's text log: a line that begins with a time and a level, with the lines below it
 * that do not (stack traces). Python's own tracebacks come without either, and are entries too. Spark's structured
 * logging (JSON lines) reads the same. Read as a stream; an entry's text is cut, never the log held.
 */
import { textAt } from "../events/reading.ts";

export interface LogEntry {
  /** Number of its first line, from 1. */
  readonly line: number;
  /** Unix ms, the log's times taken as UTC; null where it has none. */
  readonly at: number | null;
  readonly level: "INFO" | "WARN" | "ERROR" | "TRACEBACK" | "OTHER";
  readonly text: string;
}

/** Characters kept of one entry. */
const longestEntry = 16_000;

/**
 * log4j 2's default of Spark (yy/MM/dd HH:mm:ss LEVEL), ISO times as companies set them, with or without brackets, and
 * a logger's, thread's or file's name before the level, as Python's programs have it.
 */
const begins =
  /^\[?(\d{2}|\d{4})[-/](\d{2})[-/](\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?\]?[\s|-]+(?:(?:\[[^\]]*\]|\{[^}]*\}|[\w.$:-]+)[\s|-]+){0,3}?[[(]?(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b/;
/** Python's logging without a configuration of its own. */
const pythonDefault = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.-]+:/;
const traceback = /^(Traceback \(most recent call last\):|Exception in thread "[^"]*" )/;
const continues = /^(\s|Caused by: |Suppressed: |\.\.\. \d+ more|During handling of|The above exception|$)/;
/** What announces a traceback as part of the one before it: a chain of exceptions, or a worker's inside the driver's. */
const announces = /:\s*$|stack trace below\.?\s*$/;
/** What announces a traceback that ends no program: of another thread, of a destructor, of logging itself. */
const aside = /^(Exception in thread [\w-]+|Exception ignored in|--- Logging error ---)/;
/** Spark's progress bar (ConsoleProgressBar) stands on the line of whatever was printed next. */
const progressBar = /^(?:.*\r)?(?:\s*\[Stage \d+:[=> ]*\(\d+ \+ \d+\) \/ \d+\])*\s*(?=\S)/;

export async function* entriesOf(lines: AsyncIterable<Buffer>): AsyncGenerator<LogEntry> {
  let current: { line: number; at: number | null; level: LogEntry["level"]; parts: string[]; size: number } | null =
    null;
  const close = (): LogEntry | null =>
    current === null
      ? null
      : {
          line: current.line,
          at: current.at,
          level: current.level,
          text: current.parts.join("\n").slice(0, longestEntry),
        };
  let number = 0;
  let inTraceback: boolean = false;
  let lastAt: number | null = null;
  let before = "";
  for await (const bytes of lines) {
    number += 1;
    const line = withoutProgress(bytes.toString("utf8").replace(/\r+$/, ""));
    const head = headOf(line);
    const startsTrace: boolean = head === null && traceback.test(line) && !(inTraceback && announces.test(before));
    const isAside: boolean = startsTrace && aside.test(before);
    if (line.trim() !== "") before = line;
    // A traceback ends with the exception's own line, which is not indented; a chained one goes on after an empty line.
    const belongs =
      current !== null && head === null && !startsTrace && (continues.test(line) || current.level !== "OTHER");
    if (belongs && current !== null) {
      if (current.size < longestEntry) current.parts.push(line);
      current.size += line.length + 1;
      continue;
    }
    const done = close();
    if (done !== null) yield done;
    lastAt = head?.at ?? lastAt;
    inTraceback = startsTrace;
    const level = head?.level ?? (isAside ? "ERROR" : startsTrace ? "TRACEBACK" : "OTHER");
    const text = head?.text ?? line;
    current = {
      line: number,
      at: head === null ? (startsTrace ? lastAt : null) : head.at,
      level,
      parts: [text],
      size: text.length,
    };
  }
  const done = close();
  if (done !== null) yield done;
}

const withoutProgress = (line: string): string =>
  line.includes("\r") || line.includes("[Stage ") ? line.replace(progressBar, "") : line;

interface Head {
  readonly at: number | null;
  readonly level: LogEntry["level"];
  readonly text: string;
}

function headOf(line: string): Head | null {
  if (line.startsWith("{") && line.endsWith("}")) return structured(line);
  const found = begins.exec(line);
  if (found === null) {
    const level = pythonDefault.exec(line)?.[1];
    return level === undefined ? null : { at: null, level: levelOf(level), text: line };
  }
  const [, year = "", month, day, hour, minute, second, level = ""] = found;
  const at = Date.parse(`${year.length === 2 ? `20${year}` : year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return { at: Number.isNaN(at) ? null : at, level: levelOf(level), text: line };
}

/** org.apache.spark.internal.LogEntry as JsonTemplateLayout writes it (spark.log.structuredLogging.enabled). */
function structured(line: string): Head | null {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return null;
  }
  const level = textAt(entry, "level");
  if (level === null) return null;
  const at = Date.parse(textAt(entry, "ts") ?? "");
  const exception = [textAt(entry, "exception", "class"), textAt(entry, "exception", "msg")].filter(
    (part) => part !== null,
  );
  const text = [`${level} ${textAt(entry, "logger") ?? ""}: ${textAt(entry, "msg") ?? ""}`, exception.join(": ")];
  return { at: Number.isNaN(at) ? null : at, level: levelOf(level), text: text.filter(Boolean).join("\n") };
}

function levelOf(level: string): LogEntry["level"] {
  if (level === "ERROR" || level === "FATAL" || level === "CRITICAL") return "ERROR";
  if (level.startsWith("WARN")) return "WARN";
  return level === "INFO" ? "INFO" : "OTHER";
}
