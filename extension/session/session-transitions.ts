/**
 * What follows from each event in each state of a window's session. Pure. Every click has an effect in every state, so that
 * no click leads nowhere; a table test says where each leads.
 */
import {
  type Click,
  placeOf,
  type SessionFacts,
  type SessionState,
  type SignInFailure,
  type SignInKind,
} from "./session-state.ts";

export type SessionEvent =
  | { readonly type: "click"; readonly click: Click }
  /** The broker, the settings or the editor changed. Clicks in another window arrive this way, too. */
  | { readonly type: "facts"; readonly facts: SessionFacts }
  /** The person chose a registry, and the settings have it. */
  | { readonly type: "chosen"; readonly registry: string }
  /** The person closed the question for a registry. */
  | { readonly type: "not-chosen" }
  /** The answer to `ask-switch`; null where the question was closed. */
  | { readonly type: "switch-answered"; readonly to: string; readonly answer: "move" | "stay" | null }
  /** A sign-in that a reload of the window interrupted goes on. */
  | { readonly type: "resumed"; readonly registry: string }
  | { readonly type: "sign-in-ended"; readonly attempt: number; readonly failure: SignInFailure | null };

/** What a message says; session-messages.ts has the words and the buttons. */
export type Notice =
  | "starting"
  | "signed-in"
  | "signed-out"
  | "restricted"
  | "unread"
  | "no-servers"
  | "offline"
  | "sign-in-first";

export type SessionEffect =
  | { readonly do: "choose-registry" }
  | { readonly do: "sign-in"; readonly registry: string; readonly kind: SignInKind; readonly attempt: number }
  | { readonly do: "resume-sign-in"; readonly attempt: number }
  /** Shows again what the running sign-in waits for. */
  | { readonly do: "show-sign-in" }
  | { readonly do: "cancel-sign-in" }
  /** `clicked`: a click led here, so the question may take the focus. */
  | {
      readonly do: "ask-switch";
      readonly from: string;
      readonly user: string;
      readonly to: string;
      readonly clicked: boolean;
    }
  /** Sets the setting to the registry of the session again. */
  | { readonly do: "restore-registry"; readonly registry: string }
  | { readonly do: "sign-out" }
  | { readonly do: "diagnose" }
  | { readonly do: "run-query" }
  | { readonly do: "start-server" }
  | ({ readonly do: "report" } & SignInFailure)
  | { readonly do: "tell"; readonly notice: Notice };

export interface Transition {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

export function transition(state: SessionState, event: SessionEvent): Transition {
  switch (event.type) {
    case "click":
      return clicked(state, event.click);
    case "facts":
      return learned(state, event.facts);
    case "chosen":
      return chosen({ ...state, problem: null, choosing: false }, event.registry);
    case "not-chosen":
      return only({ ...state, choosing: false });
    case "switch-answered":
      return answered(state, event.to, event.answer);
    case "resumed": {
      const signingIn = { registry: event.registry, kind: "sign-in", attempt: state.attempts } as const;
      return only(
        { ...state, signingIn, attempts: state.attempts + 1 },
        { do: "resume-sign-in", attempt: signingIn.attempt },
      );
    }
    case "sign-in-ended": {
      const { failure, attempt } = event;
      if (state.signingIn?.attempt !== attempt) return only(state);
      const ended = { ...state, signingIn: null, problem: failure?.problem ?? null };
      return failure === null ? only(ended) : only(ended, { do: "report", ...failure });
    }
  }
}

const only = (state: SessionState, ...effects: SessionEffect[]): Transition => ({ state, effects });

const begin = (state: SessionState, registry: string, kind: SignInKind): Transition => {
  const signingIn = { registry, kind, attempt: state.attempts };
  return only({ ...state, signingIn, attempts: state.attempts + 1, problem: null }, { do: "sign-in", ...signingIn });
};

function clicked(state: SessionState, click: Click): Transition {
  if (state.facts.phase === "starting" && click !== "choose-registry")
    return { state: { ...state, waiting: click }, effects: [{ do: "tell", notice: "starting" }] };
  switch (click) {
    case "choose-registry":
      return choose(state);
    case "sign-in":
      return signIn(state, "sign-in");
    case "switch-account":
      return signIn(state, "switch");
    case "allow-editor":
      return signIn(state, state.facts.phase === "signed-in" ? "pair" : "sign-in");
    case "sign-out":
      return signOut(state);
    case "try-query":
      return tryQuery(state);
    case "start-server":
      return startServer(state);
  }
}

function signIn(state: SessionState, kind: SignInKind): Transition {
  const { facts, signingIn } = state;
  if (signingIn !== null) return only(state, { do: "show-sign-in" });
  switch (facts.phase) {
    case "trouble":
      return only(state, { do: "diagnose" });
    case "no-registry":
      return choose(state);
    case "signed-in":
      if (kind === "pair" && facts.registry !== null) return begin(state, facts.registry, kind);
      if (kind === "sign-in" && facts.other === null) return only(state, { do: "tell", notice: "signed-in" });
      if (kind === "sign-in") return askToMove(state, facts.other, true);
  }
  // After a session ended, the registry of the settings is the one to sign in to.
  const registry = facts.phase === "signed-in" ? facts.registry : (facts.other ?? facts.registry);
  return registry === null ? choose(state) : begin(state, registry, kind);
}

const choose = (state: SessionState): Transition => only({ ...state, choosing: true }, { do: "choose-registry" });

function signOut(state: SessionState): Transition {
  const { facts, signingIn } = state;
  const cancel: readonly SessionEffect[] = signingIn === null ? [] : [{ do: "cancel-sign-in" }];
  if (facts.phase === "signed-in" || facts.phase === "expired") return only(state, ...cancel, { do: "sign-out" });
  if (cancel.length > 0) return only(state, ...cancel);
  // The broker may hold a session that this window cannot see: the sign-out then says what is wrong.
  return only(state, facts.phase === "trouble" ? { do: "sign-out" } : { do: "tell", notice: "signed-out" });
}

/** The person runs the query, not an agent, so that the folder need not be trusted. */
function tryQuery(state: SessionState): Transition {
  const { phase, servers, online } = state.facts;
  if (phase === "trouble") return only(state, { do: "diagnose" });
  if (phase !== "signed-in") return only(state, { do: "tell", notice: "sign-in-first" });
  if (servers === "unread") return only(state, { do: "tell", notice: "unread" });
  if (servers === "none") return only(state, { do: "tell", notice: "no-servers" });
  return only(state, online ? { do: "run-query" } : { do: "tell", notice: "offline" });
}

/** An agent starts a server. The editor also does so unasked, so no page and no question comes up. */
function startServer(state: SessionState): Transition {
  const { trusted, phase } = state.facts;
  if (!trusted) return only(state, { do: "tell", notice: "restricted" });
  return only(state, phase === "signed-in" ? { do: "start-server" } : { do: "tell", notice: "sign-in-first" });
}

function learned(before: SessionState, facts: SessionFacts): Transition {
  const state = { ...before, facts, switchOffer: facts.other === null ? null : before.switchOffer };
  const { signingIn, waiting } = before;
  if (waiting !== null && facts.phase !== "starting") return clicked({ ...state, waiting: null }, waiting);
  // Another window signed in or out meanwhile. Where it was this window, its sign-in has done its work already.
  if (signingIn !== null && overtaken(before.facts, facts, signingIn.kind))
    return only(state, { do: "cancel-sign-in" });
  const offers = facts.focused && !state.choosing && facts.other !== state.switchOffer;
  if (offers && placeOf(state) === "other-registry") return askToMove(state, facts.other, false);
  return only(state);
}

function overtaken(before: SessionFacts, now: SessionFacts, kind: SignInKind): boolean {
  if (kind === "pair") return now.phase !== "signed-in" || now.user !== before.user;
  const same = before.phase === now.phase && before.user === now.user && before.registry === now.registry;
  return now.phase === "signed-in" && !same;
}

function chosen(state: SessionState, registry: string): Transition {
  const { facts, signingIn } = state;
  if (facts.phase === "trouble") return only(state, { do: "diagnose" });
  if (facts.phase === "starting") return only({ ...state, waiting: "sign-in" }, { do: "tell", notice: "starting" });
  if (facts.phase === "signed-in") {
    if (facts.registry === registry) return only(state, { do: "tell", notice: "signed-in" });
    return askToMove(state, registry, true);
  }
  if (signingIn?.registry === registry) return only(state, { do: "show-sign-in" });
  const next = begin(state, registry, "sign-in");
  return signingIn === null ? next : { ...next, effects: [{ do: "cancel-sign-in" }, ...next.effects] };
}

function askToMove(state: SessionState, to: string | null, byClick: boolean): Transition {
  const { registry, userText } = state.facts;
  if (to === null || registry === null) return choose(state);
  return only(
    { ...state, switchOffer: to },
    { do: "ask-switch", from: registry, user: userText, to, clicked: byClick },
  );
}

function answered(state: SessionState, to: string, answer: "move" | "stay" | null): Transition {
  const { registry } = state.facts;
  if (answer === "move")
    return state.signingIn === null ? begin(state, to, "sign-in") : only(state, { do: "show-sign-in" });
  return answer === "stay" && registry !== null ? only(state, { do: "restore-registry", registry }) : only(state);
}
