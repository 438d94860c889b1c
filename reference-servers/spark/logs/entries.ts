/**
 * Entries of a driver's or executor's text log: a line that begins with a time and a level, with the lines below it
 * that do not (stack traces). Python's own tracebacks come without either, and are entries too. JSON lines read the
 * same, and so does what a container's runtime puts around each line. Read as a stream; an entry's text is cut, never
 * the log held.
 */
import { z } from "zod";
import { structuredEntry } from "./structured.ts";

export interface LogEntry {
  /** Number of its first line, from 1. */
  readonly line: number;
  /** Unix ms, times without a zone taken as UTC; null where it has none. */
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
  /^\[?(\d{2}|\d{4})[-/](\d{2})[-/](\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:[.,]\d+)?(Z|[+-]\d{2}:?\d{2})?\]?[\s|-]+(?:(?:\[[^\]]*\]|\{[^}]*\}|[\w.$:-]+)[\s|-]+){0,3}?[[(]?(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b/;
/** The level before the time. */
const levelFirst =
  /^\[?(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\]?[\s:|-]+(?=\[?\d{2,4}[-/]\d{2}[-/]\d{2}[ T])/;
/** Python's logging without a configuration of its own. */
const pythonDefault = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.-]+:/;
const traceback = /^(Traceback \(most recent call last\):|Exception in thread "[^"]*" )/;
const continues = /^(\s|Caused by: |Suppressed: |\.\.\. \d+ more|During handling of|The above exception|$)/;
/** What announces a traceback as part of the one before it: a chain of exceptions, or a worker's inside the driver's. */
const announces = /:\s*$|stack trace below\.?\s*$/;
/** What a program prints as it ends, below whatever was logged last: an exception, or what spark-submit and spark-sql say. */
const bareException = /^(?:Error in query: |Error: |SystemExit: |[\w$]+(?:\.[\w$]+)*(?:Exception|Error): )/;
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
  let justInfo: boolean = false;
  for await (const bytes of lines) {
    number += 1;
    const line = withoutProgress(withoutRuntime(bytes.toString("utf8").replace(/\r+$/, "")));
    const head = headOf(line);
    const isBare: boolean = head === null && justInfo && bareException.test(line) && !announces.test(before);
    const startsTrace: boolean =
      isBare || (head === null && traceback.test(line) && !(inTraceback && announces.test(before)));
    const isAside: boolean = startsTrace && aside.test(before);
    if (line.trim() !== "") before = line;
    // A traceback ends with the exception's own line, which is not indented; a chained one goes on after an empty line.
    const belongs =
      current !== null && head === null && !startsTrace && (continues.test(line) || current.level !== "OTHER");
    if (belongs && current !== null) {
      if (current.size < longestEntry) current.parts.push(line);
      current.size += line.length + 1;
      justInfo = false;
      continue;
    }
    const done = close();
    if (done !== null) yield done;
    lastAt = head?.at ?? lastAt;
    inTraceback = startsTrace;
    justInfo = head?.level === "INFO";
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

/** Containers' runtimes put a time and a stream before each line (CRI), or wrap it in JSON (Docker's json-file). */
const cri = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2}) (?:stdout|stderr) [FP] /;
const docker = /^\{"log":("(?:[^"\\]|\\.)*"),"stream":/;

function withoutRuntime(line: string): string {
  const wrapped = docker.exec(line)?.[1];
  if (wrapped === undefined) return line.replace(cri, "");
  try {
    return z
      .string()
      .parse(JSON.parse(wrapped))
      .replace(/[\r\n]+$/, "");
  } catch {
    return line;
  }
}

interface Head {
  readonly at: number | null;
  readonly level: LogEntry["level"];
  readonly text: string;
}

function headOf(line: string): Head | null {
  if (line.startsWith("{") && line.endsWith("}")) {
    const entry = structuredEntry(line);
    return entry === null ? null : { ...entry, level: levelOf(entry.level) };
  }
  const first = levelFirst.exec(line);
  const found = begins.exec(first === null ? line : withLevelAfter(line.slice(first[0].length), first[1] ?? ""));
  if (found === null) {
    const level = pythonDefault.exec(line)?.[1];
    return level === undefined ? null : { at: null, level: levelOf(level), text: line };
  }
  const [, year = "", month, day, hour, minute, second, zone = "Z", level = ""] = found;
  const time = `${year.length === 2 ? `20${year}` : year}-${month}-${day}T${hour}:${minute}:${second}`;
  const at = Date.parse(`${time}${zone.replace(/(\d{2})(\d{2})$/, "$1:$2")}`);
  return { at: Number.isNaN(at) ? null : at, level: levelOf(level), text: line };
}

/** The same, as the others write it. */
const withLevelAfter = (rest: string, level: string): string =>
  rest.replace(/^(\[?[\d/-]+[ T][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?\]?)/, `$1 ${level}`);

function levelOf(level: string): LogEntry["level"] {
  if (level === "ERROR" || level === "FATAL" || level === "CRITICAL") return "ERROR";
  if (level.startsWith("WARN")) return "WARN";
  return level === "INFO" ? "INFO" : "OTHER";
}
