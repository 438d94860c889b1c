/** What the parts of facts-builder.ts have in common: each takes the events of one subject. */
import type { FailureLevel } from "../../application/facts.ts";
import { type Json, textAt } from "../event-fields.ts";

/** By the event's name, as Spark writes it. */
export type EventHandlers = Readonly<Record<string, (event: Json) => void>>;

export interface EventPart<Facts> {
  readonly handlers: EventHandlers;
  build(): Facts;
}

export interface FailurePlace {
  /** Unix ms; null if the event has no time. */
  readonly at: number | null;
  /** "job 3", without "event log". */
  readonly source: string;
  readonly stage?: number;
  readonly executor?: string;
}

/** Nothing is added where there is no text. */
export type AddFailure = (level: FailureLevel, text: string | null, place: FailurePlace) => void;

/** Maximum characters of a name: the person who runs a job chooses it freely. */
const maxNameChars = 200;

export const nameAt = (value: Json, ...path: readonly string[]): string | null =>
  textAt(value, ...path)?.slice(0, maxNameChars) ?? null;
