/**
 * Remembers statements that were too complex to judge, by digest, so that the same text is refused at once the next
 * time.
 */
import { createHash } from "node:crypto";
import type { Question } from "./judge-thread.ts";

export interface ComplexStatements {
  add(question: Question): void;
  has(question: Question): boolean;
}

/** Maximum digests; a digest has 43 characters, so all of them take a few hundred kilobytes. */
const maxDigests = 1_000;
/** Time (ms) after which a statement is judged again, because the machine may have been busy. */
const keepMs = 60 * 60_000;

export function complexStatements(now: () => number = () => performance.now()): ComplexStatements {
  /** The end of each entry, by digest. The oldest is first. */
  const expiries = new Map<string, number>();
  return {
    add(question) {
      const digest = digestOf(question);
      expiries.delete(digest);
      expiries.set(digest, now() + keepMs);
      for (const [oldest] of expiries) {
        if (expiries.size <= maxDigests) return;
        expiries.delete(oldest);
      }
    },
    has(question) {
      const end = expiries.get(digestOf(question));
      return end !== undefined && now() < end;
    },
  };
}

const digestOf = ({ about, text }: Question): string =>
  createHash("sha256").update(`${about}\0${text}`).digest("base64url");
