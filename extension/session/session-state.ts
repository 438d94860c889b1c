/**
 * Where a window is on its way to a signed-in user, as data: what the broker, the settings and the editor say, and what this
 * window is doing itself. Pure; session-transitions.ts says what follows from each event.
 */
import type { Phase } from "../state/snapshot.ts";

export interface SessionFacts {
  readonly phase: Phase;
  /** The registry of the session, or the one that a sign-in would go to. */
  readonly registry: string | null;
  /** The registry of the settings, where the session is at another one. */
  readonly other: string | null;
  /** The stable id. Null where no user is signed in. */
  readonly user: string | null;
  /** The user for people to read; empty where no user is signed in. */
  readonly userText: string;
  /** Whether the registry answered when it was last asked. */
  readonly online: boolean;
  readonly servers: "unread" | "none" | "some";
  /** Whether the person trusts the folder; agents are offered nothing in another one. */
  readonly trusted: boolean;
  /** Whether the person is in this window. A question that no click asked for comes up only here. */
  readonly focused: boolean;
}

/**
 * `pair`: the signed-in user lets this editor decide again. `switch`: the identity provider asks who signs in, even where
 * the browser is signed in.
 */
export type SignInKind = "sign-in" | "pair" | "switch";

/** Why a sign-in failed, as far as the next step depends on it. */
export type SignInProblem = "not-a-registry" | "unreachable" | "other";

export interface SignInFailure {
  readonly problem: SignInProblem;
  /** What happened, for the person. */
  readonly text: string;
}

export interface RunningSignIn {
  readonly registry: string;
  readonly kind: SignInKind;
  /** Which of this window's sign-ins it is: the end of an earlier one ends no later one. */
  readonly attempt: number;
}

export interface SessionState {
  readonly facts: SessionFacts;
  /** The sign-in that this window runs. */
  readonly signingIn: RunningSignIn | null;
  /** How many sign-ins this window has begun. */
  readonly attempts: number;
  /** Why the last sign-in failed; null once another one began or another registry was chosen. */
  readonly problem: SignInProblem | null;
  /** Whether the question for a registry is open. */
  readonly choosing: boolean;
  /** The other registry to which the person was offered to move: a change of the settings offers each one once. */
  readonly switchOffer: string | null;
  /** A click that came while Drawbridge was starting, to be done afterwards. */
  readonly waiting: Click | null;
}

/** What a person, or an agent for them, can click. */
export const clicks = [
  "sign-in",
  "choose-registry",
  "switch-account",
  "sign-out",
  "allow-editor",
  "try-query",
  "start-server",
] as const;
export type Click = (typeof clicks)[number];

/** The places that a person can tell apart. */
export type Place =
  | "starting"
  | "broker-trouble"
  | "no-registry"
  | "signed-out"
  | "wrong-address"
  | "unreachable"
  | "signing-in"
  | "signed-in"
  | "offline"
  | "other-registry"
  | "ended";

export const beginning = (facts: SessionFacts): SessionState => ({
  facts,
  signingIn: null,
  attempts: 0,
  choosing: false,
  problem: null,
  switchOffer: null,
  waiting: null,
});

export function placeOf({ facts, signingIn, problem }: SessionState): Place {
  if (signingIn !== null) return "signing-in";
  switch (facts.phase) {
    case "starting":
    case "no-registry":
      return facts.phase;
    case "trouble":
      return "broker-trouble";
    case "expired":
      return "ended";
    case "signed-out":
      if (problem === "not-a-registry") return "wrong-address";
      return problem === "unreachable" ? "unreachable" : "signed-out";
    case "signed-in":
      if (facts.other !== null) return "other-registry";
      return facts.online ? "signed-in" : "offline";
  }
}
