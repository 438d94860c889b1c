/**
 * Reads log lines that are JSON objects: Spark 4's structured logging, log4j 2's layouts (ECS, Logstash, JSON, GELF)
 * and Python loggers. They use different field names. All causes of an exception are read.
 */
import { at, type Json, listAt, numberAt, textAt } from "../events/event-fields.ts";

export interface StructuredEntry {
  /** Unix ms; null if it has no time. */
  readonly at: number | null;
  /** The level as it is written in the log. */
  readonly level: string;
  readonly text: string;
}

/** Maximum causes of one exception. A real chain is shorter; only a loop is longer. */
const maxChainLength = 12;

/** Returns null for a line that is no log entry. */
export function structuredEntry(line: string): StructuredEntry | null {
  let entry: Json;
  try {
    entry = JSON.parse(line);
  } catch {
    return null;
  }
  const level = firstText(entry, ["level"], ["log.level"], ["log", "level"], ["levelname"], ["severity"]);
  if (level === null) return null;
  const logger = firstText(entry, ["logger"], ["log.logger"], ["log", "logger"], ["logger_name"], ["loggerName"]) ?? "";
  const message = firstText(entry, ["msg"], ["message"], ["short_message"], ["full_message"], ["event"]) ?? "";
  const text = [`${level.toUpperCase()} ${logger}: ${message}`, ...exceptionOf(entry)].filter(Boolean).join("\n");
  return { at: timeOf(entry), level: level.toUpperCase(), text };
}

function firstText(entry: Json, ...paths: readonly (readonly string[])[]): string | null {
  for (const path of paths) {
    const text = textAt(entry, ...path);
    if (text !== null) return text;
  }
  return null;
}

function timeOf(entry: Json): number | null {
  const second = numberAt(entry, "instant", "epochSecond") ?? null;
  if (second !== null) return second * 1_000;
  const millis = numberAt(entry, "timeMillis") ?? numberAt(entry, "timestamp");
  if (millis !== null) return millis;
  const parsed = Date.parse(firstText(entry, ["ts"], ["@timestamp"], ["timestamp"], ["time"], ["asctime"]) ?? "");
  return Number.isNaN(parsed) ? null : parsed;
}

/** The chain of exceptions, outermost first, as in a stack trace. */
function exceptionOf(entry: Json): readonly string[] {
  const stackTrace = firstText(
    entry,
    ["error.stack_trace"],
    ["error", "stack_trace"],
    ["stack_trace"],
    ["stacktrace"],
    ["exc_info"],
    ["exception"],
    ["thrown", "extendedStackTrace"],
    ["exception", "stacktrace"],
    ["exception", "stackTrace"],
  );
  const chain = [...chainOf(at(entry, "exception")), ...chainOf(at(entry, "thrown")), ...chainOf(at(entry, "error"))];
  const flat = [textAt(entry, "error.type"), textAt(entry, "error.message")].filter((part) => part !== null).join(": ");
  return stackTrace === null ? [...chain, flat] : [...chain.slice(0, 1), stackTrace];
}

function chainOf(exception: Json): readonly string[] {
  const links: string[] = [];
  for (let link = exception; typeof link === "object" && link !== null && links.length < maxChainLength; ) {
    const name = firstText(link, ["class"], ["exception_class"], ["name"], ["type"]);
    const message = firstText(link, ["msg"], ["exception_message"], ["message"], ["localizedMessage"]);
    const frames = listAt(link, "stacktrace").map(
      (frame) => `\tat ${textAt(frame, "class")}.${textAt(frame, "method")}(${textAt(frame, "file")})`,
    );
    const head = [name, message].filter((part) => part !== null).join(": ");
    if (head !== "") links.push([`${links.length > 0 ? "Caused by: " : ""}${head}`, ...frames].join("\n"));
    link = at(link, "cause");
  }
  return links;
}
