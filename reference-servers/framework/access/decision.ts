/**
 * The wording of a decision. The edge, a server, the registry and the CLI all refuse with the sentence made here, so that
 * a person reads the same words wherever the refusal came from. Pure; no policy engine, no protocol.
 */
import type { Decision } from "@drawbridge/contracts/access";

export { denialSentence } from "@drawbridge/contracts/access";

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
