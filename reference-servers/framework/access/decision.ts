/**
 * How every part words a decision. The edge, a server, the registry and the CLI all refuse in the sentence made
 * here, so that a person meets the same words wherever the answer was no. Pure; no policy engine, no protocol.
 */
import type { Decision } from "@drawbridge/contracts/access";

export { denialSentence } from "@drawbridge/contracts/access";

/** A yes of `policy`; `reason` is one sentence. */
export const allow = (policy: string, reason: string): Decision => ({ allowed: true, policy, reason, ask: null });

/** A no of `policy`; `ask` is whom to turn to, e.g. "Data Platform (#presto-help)". */
export const deny = (policy: string, reason: string, ask: string): Decision => ({
  allowed: false,
  policy,
  reason,
  ask,
});

/** "a", "a and b", "a, b and c"; "none" for an empty list. */
export const inWords = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "none") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
