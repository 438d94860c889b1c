/**
 * The forms of a decision, and the words that its reasons share, so that a person reads the same words regardless of
 * which part refused. Pure; no policy engine, no protocol.
 */
import type { Decision } from "@drawbridge/contracts/access";

/** An allowing decision of `policy`; `reason` is one sentence. */
export const allow = (policy: string, reason: string): Decision => ({ allowed: true, policy, reason, ask: null });

/** A refusing decision of `policy`; `ask` is the contact, e.g. "Data Platform (#presto-help)". */
export const deny = (policy: string, reason: string, ask: string): Decision => ({
  allowed: false,
  policy,
  reason,
  ask,
});

/** "a", "a and b", "a, b and c"; "none" for an empty list. */
export const inWords = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "none") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** How many of a person's groups a reason names. A person may be in thousands. */
const maxNamed = 12;

/** `inWords`, with a count in place of the names after the first ones. */
export const someInWords = (names: readonly string[]): string =>
  names.length <= maxNamed
    ? inWords(names)
    : `${names.slice(0, maxNamed).join(", ")} and ${names.length - maxNamed} other groups`;
