/** Remembers what was too complex to judge, by digest alone, so that the same text costs nothing the next time. */
import { createHash } from "node:crypto";
import type { Question } from "./judge-thread.ts";

export interface ComplexStatements {
  add(question: Question): void;
  has(question: Question): boolean;
}

/** A digest is 43 characters: all of them are a few hundred kilobytes. */
const maxRemembered = 1_000;
/** A verdict on a busy machine may have been unjust; it is tried again after this. */
const rememberedMs = 60 * 60_000;

export function complexStatements(now: () => number = () => performance.now()): ComplexStatements {
  /** Digest → until when. The oldest is first. */
  const until = new Map<string, number>();
  return {
    add(question) {
      const digest = digestOf(question);
      until.delete(digest);
      until.set(digest, now() + rememberedMs);
      for (const [oldest] of until) {
        if (until.size <= maxRemembered) return;
        until.delete(oldest);
      }
    },
    has(question) {
      const end = until.get(digestOf(question));
      return end !== undefined && now() < end;
    },
  };
}

const digestOf = ({ about, text }: Question): string =>
  createHash("sha256").update(`${about}\0${text}`).digest("base64url");
