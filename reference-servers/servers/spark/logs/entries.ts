/**
 * Reads the entries of a driver's or executor's text log. An entry is a line that starts with a time and a level, plus
 * the lines after it without one (stack traces). Python tracebacks have neither and are entries too. JSON lines are
 * understood, and the wrapping that a container runtime puts around each line is removed. The log is read as a stream;
 * long entries are cut.
 */
import { z } from "zod";
import { structuredEntry } from "./structured.ts";

export interface LogEntry {
  /** Number of the entry's first line, from 1. */
  readonly line: number;
  /** Unix ms; a time without a zone is taken as UTC; null if the entry has no time. */
  readonly at: number | null;
  readonly level: "INFO" | "WARN" | "ERROR" | "TRACEBACK" | "OTHER";
  readonly text: string;
}

/** Maximum characters of one entry. */
const maxEntryChars = 16_000;

/**
 * Spark's default layout of log4j 2 (yy/MM/dd HH:mm:ss LEVEL); ISO times, with or without brackets, as companies
 * configure them; and, as in Python programs, the name of a logger, thread or file before the level.
 */
const timeThenLevel =
  /^\[?(\d{2}|\d{4})[-/](\d{2})[-/](\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:[.,]\d+)?(Z|[+-]\d{2}:?\d{2})?\]?[\s|-]+(?:(?:\[[^\]]*\]|\{[^}]*\}|[\w.$:-]+)[\s|-]+){0,3}?[[(]?(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b/;
/** Layouts with the level before the time. */
const levelFirst =
  /^\[?(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\]?[\s:|-]+(?=\[?\d{2,4}[-/]\d{2}[-/]\d{2}[ T])/;
/** The default layout of Python's logging. */
const pythonDefault = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.-]+:/;
const traceback = /^(Traceback \(most recent call last\):|Exception in thread "[^"]*" )/;
const continues = /^(\s|Caused by: |Suppressed: |\.\.\. \d+ more|During handling of|The above exception|$)/;
/**
 * If the line before a traceback ends like this, the traceback belongs to the entry before it: a chain of exceptions,
 * or the traceback of a worker inside the driver's.
 */
const isContinued = /:\s*$|stack trace below\.?\s*$/;
/**
 * What a program prints when it ends, after the last log entry: an exception, or a message of spark-submit or
 * spark-sql.
 */
const bareException = /^(?:Error in query: |Error: |SystemExit: |[\w$]+(?:\.[\w$]+)*(?:Exception|Error): )/;
/**
 * If the line before a traceback matches this, the traceback does not end the program: it is of another thread, a
 * destructor, or logging itself.
 */
const isSideTraceback = /^(Exception in thread [\w-]+|Exception ignored in|--- Logging error ---)/;
/** Spark's progress bar (ConsoleProgressBar) shares a line with the text that is printed after it. */
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
          text: current.parts.join("\n").slice(0, maxEntryChars),
        };
  let number = 0;
  let inTraceback: boolean = false;
  let lastAt: number | null = null;
  let before = "";
  let afterInfo: boolean = false;
  for await (const bytes of lines) {
    number += 1;
    const line = withoutProgress(withoutRuntime(bytes.toString("utf8").replace(/\r+$/, "")));
    const head = headOf(line);
    const isBare: boolean = head === null && afterInfo && bareException.test(line) && !isContinued.test(before);
    const startsTrace: boolean =
      isBare || (head === null && traceback.test(line) && !(inTraceback && isContinued.test(before)));
    const isAside: boolean = startsTrace && isSideTraceback.test(before);
    if (line.trim() !== "") before = line;
    // A traceback ends with the line of the exception, which is not indented. A chained one continues after an empty
    // line.
    const belongs =
      current !== null && head === null && !startsTrace && (continues.test(line) || current.level !== "OTHER");
    if (belongs && current !== null) {
      if (current.size < maxEntryChars) current.parts.push(line);
      current.size += line.length + 1;
      afterInfo = false;
      continue;
    }
    const closed = close();
    if (closed !== null) yield closed;
    lastAt = head?.at ?? lastAt;
    inTraceback = startsTrace;
    afterInfo = head?.level === "INFO";
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
  const closed = close();
  if (closed !== null) yield closed;
}

const withoutProgress = (line: string): string =>
  line.includes("\r") || line.includes("[Stage ") ? line.replace(progressBar, "") : line;

/** Container runtimes put a time and a stream name before each line (CRI), or wrap it in JSON (Docker's json-file). */
const cri = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2}) (?:stdout|stderr) [FP] /;
const docker = /^\{"log":("(?:[^"\\]|\\.)*"),"stream":/;

function withoutRuntime(line: string): string {
  const dockerText = docker.exec(line)?.[1];
  if (dockerText === undefined) return line.replace(cri, "");
  try {
    return z
      .string()
      .parse(JSON.parse(dockerText))
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
  const match = timeThenLevel.exec(first === null ? line : withLevelAfter(line.slice(first[0].length), first[1] ?? ""));
  if (match === null) {
    const level = pythonDefault.exec(line)?.[1];
    return level === undefined ? null : { at: null, level: levelOf(level), text: line };
  }
  const [, year = "", month, day, hour, minute, second, zone = "Z", level = ""] = match;
  const time = `${year.length === 2 ? `20${year}` : year}-${month}-${day}T${hour}:${minute}:${second}`;
  const at = Date.parse(`${time}${zone.replace(/(\d{2})(\d{2})$/, "$1:$2")}`);
  return { at: Number.isNaN(at) ? null : at, level: levelOf(level), text: line };
}

/** Moves the level behind the time, where the other layouts have it. */
const withLevelAfter = (rest: string, level: string): string =>
  rest.replace(/^(\[?[\d/-]+[ T][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?\]?)/, `$1 ${level}`);

function levelOf(level: string): LogEntry["level"] {
  if (level === "ERROR" || level === "FATAL" || level === "CRITICAL") return "ERROR";
  if (level.startsWith("WARN")) return "WARN";
  return level === "INFO" ? "INFO" : "OTHER";
}
