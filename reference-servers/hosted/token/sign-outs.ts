/** Which sign-ins have ended at the identity provider. One list for each process, filled by its reader. */
import type { SignIn, SignOut } from "@drawbridge/contracts/sign-outs";

export interface SignOuts {
  has(signIn: SignIn): boolean;
  /** Calls `end` once: when this sign-in ends, or soon if it has ended. Returns the function that stops it. */
  watch(signIn: SignIn, end: () => void): () => void;
  /** `now`: seconds since 1970. Sign-outs whose time is over are forgotten. */
  add(signOuts: readonly SignOut[], now: number): void;
}

interface Ended {
  at: number;
  until: number;
}

interface Watcher {
  readonly signIn: SignIn;
  readonly end: () => void;
}

export function signOutList(): SignOuts {
  const ended = new Map<string, Ended>();
  const watchers = new Set<Watcher>();
  const has = (signIn: SignIn): boolean =>
    keysOf(signIn).some((key) => (ended.get(key)?.at ?? Number.NEGATIVE_INFINITY) >= (signIn.issuedAt ?? 0));
  const endIfOver = (watcher: Watcher): void => {
    if (has(watcher.signIn) && watchers.delete(watcher)) watcher.end();
  };

  return {
    has,
    watch(signIn, end) {
      const watcher = { signIn, end };
      watchers.add(watcher);
      queueMicrotask(() => endIfOver(watcher));
      return () => void watchers.delete(watcher);
    },
    add(signOuts, now) {
      for (const [key, { until }] of ended) if (until < now) ended.delete(key);
      for (const signOut of signOuts) {
        for (const key of keysEndedBy(signOut)) {
          const before = ended.get(key) ?? { at: 0, until: 0 };
          ended.set(key, { at: Math.max(before.at, signOut.at), until: Math.max(before.until, signOut.until) });
        }
      }
      if (signOuts.length > 0) for (const watcher of [...watchers]) endIfOver(watcher);
    },
  };
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

/** A token that does not name its session may be one of any session of its person. */
function keysEndedBy({ issuer, subject, session }: SignOut): string[] {
  if (session === null) return subject === null ? [] : [keyOf("person", issuer, subject)];
  const ofSession = keyOf("session", issuer, session);
  return subject === null ? [ofSession] : [ofSession, keyOf("without-session", issuer, subject)];
}

function keysOf({ issuer, subject, session }: SignIn): string[] {
  const ofPerson = subject === null ? [] : [keyOf("person", issuer, subject)];
  if (session !== null) return [...ofPerson, keyOf("session", issuer, session)];
  return subject === null ? [] : [...ofPerson, keyOf("without-session", issuer, subject)];
}
