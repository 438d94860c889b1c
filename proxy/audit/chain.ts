/**
 * Recomputes the audit's hash chain, entry by entry. Pure. The chain holds up to the first entry that does not match.
 */
import { type AuditEntry, AuditEvent, auditHash, auditOrigin } from "@drawbridge/contracts/audit";

/** The last entry of a chain, by number and hash. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** Where a chain breaks, and why. */
export interface Break {
  readonly at: number;
  readonly why: string;
}

export type Followed =
  | { readonly kind: "holds"; readonly head: Head; readonly event: AuditEvent }
  | { readonly kind: "broken"; readonly broken: Break };

/** The head before the first entry. */
export const noEntry: Head = { seq: 0, hash: auditOrigin };

/**
 * Whether `entry` is the unchanged successor of `head`. `remembered` are entries that earlier verifications have seen.
 */
export function followEntry(head: Head, { text, hash }: AuditEntry, remembered: readonly Head[]): Followed {
  const expected = head.seq + 1;
  const broken = (why: string): Followed => ({ kind: "broken", broken: { at: expected, why } });
  if (auditHash(text) !== hash) return broken("its text is not what its hash was made of: it was changed");
  const event = readEvent(text);
  if (event === null) return broken("it cannot be read as an entry");
  if (event.seq !== expected) return broken(`entry ${event.seq} is in its place: entries are missing`);
  if (event.previous !== head.hash) return broken("it does not follow the entry before it: one of them was replaced");
  if (remembered.some((verifiedHead) => verifiedHead.seq === expected && verifiedHead.hash !== hash))
    return broken("it is another entry than at the last verification: the chain was rewritten");
  return { kind: "holds", head: { seq: expected, hash }, event };
}

/** Whether a chain that ends at `head` has lost entries at its end since `remembered`; null if it has not. */
export function cutOff(head: Head, remembered: readonly Head[]): Break | null {
  const seq = Math.max(0, ...remembered.map((verifiedHead) => verifiedHead.seq));
  if (head.seq >= seq) return null;
  return {
    at: head.seq + 1,
    why: `the chain ends here, and had ${seq} entries at the last verification: its end was cut off`,
  };
}

function readEvent(text: string): AuditEvent | null {
  try {
    return AuditEvent.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
