/**
 * The session of one window at work: holds its state, and carries out what follows from each event. What follows is decided
 * in session-transitions.ts. Everything that the person sees or does is passed in.
 */

import {
  failureMessage,
  type Message,
  noticeMessage,
  type SwitchQuestion,
  switchQuestion,
} from "./session-messages.ts";
import {
  beginning,
  type Click,
  type SessionFacts,
  type SessionState,
  type SignInFailure,
  type SignInKind,
} from "./session-state.ts";
import { type Notice, type SessionEffect, type SessionEvent, transition } from "./session-transitions.ts";

export interface SessionActions {
  /** Asks for a registry and stores it; null where the person closed the question. */
  chooseRegistry(): Promise<string | null>;
  /** Stores a registry that was in use already. */
  keepRegistry(registry: string): Promise<void>;
  /** Null where the sign-in succeeded or was cancelled. Never throws. */
  signIn(registry: string, kind: SignInKind): Promise<SignInFailure | null>;
  /** Continues the sign-in of a window that was reloaded. Ends as `signIn` does. */
  resumeSignIn(): Promise<SignInFailure | null>;
  cancelSignIn(): void;
  /** Shows what the running sign-in waits for. Resolves with the person's click, if it leads on. */
  showSignIn(): Promise<void>;
  signOut(): Promise<void>;
  runQuery(): Promise<void>;
  execute(command: string): Promise<void>;
  /** Shows a message that answers a click; resolves with the label of the chosen button, null where it was closed. */
  message(message: Message): Promise<string | null>;
  /** The same for a message that no click asked for: null, too, where the person wants none. */
  unaskedMessage(message: Message): Promise<string | null>;
  /**
   * Null where the question was closed. `clicked`: it answers a click, so it takes the focus. A question that answers
   * none does not come up where the person wants no such message.
   */
  confirmSwitch(question: SwitchQuestion, clicked: boolean): Promise<"move" | "stay" | null>;
}

export class Session {
  readonly #actions: SessionActions;
  /** The messages about agents' starts that the person has not answered yet. Each is shown once at a time. */
  readonly #reminders = new Set<Notice>();
  #state: SessionState;

  constructor(facts: SessionFacts, actions: SessionActions) {
    this.#state = beginning(facts);
    this.#actions = actions;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Resolves when what the click led to is done; a message on the screen does not hold it up. */
  click(click: Click): Promise<void> {
    return this.dispatch({ type: "click", click });
  }

  async dispatch(event: SessionEvent): Promise<void> {
    const { state, effects } = transition(this.#state, event);
    this.#state = state;
    await Promise.all(effects.map((effect) => this.#perform(effect)));
  }

  /** Whether an agent may start a server now. Where not, the person sees one message that says why. */
  agentStarts(): { readonly allowed: boolean; readonly why: string } {
    const { effects } = transition(this.#state, { type: "click", click: "start-server" });
    if (effects.some((effect) => effect.do === "start-server")) return { allowed: true, why: "" };
    const notice = effects.flatMap((effect) => (effect.do === "tell" ? [effect.notice] : []))[0] ?? "starting";
    const message = noticeMessage(notice, this.#state.facts);
    if (!this.#reminders.has(notice)) {
      this.#reminders.add(notice);
      void this.#take(message, this.#actions.unaskedMessage(message)).finally(() => this.#reminders.delete(notice));
    }
    return { allowed: false, why: message.text };
  }

  async #perform(effect: SessionEffect): Promise<void> {
    const actions = this.#actions;
    switch (effect.do) {
      case "choose-registry":
        return this.#choose();
      case "sign-in":
        return this.#ended(effect.attempt, await actions.signIn(effect.registry, effect.kind));
      case "resume-sign-in":
        return this.#ended(effect.attempt, await actions.resumeSignIn());
      case "show-sign-in":
        return void actions.showSignIn();
      case "cancel-sign-in":
        return actions.cancelSignIn();
      case "ask-switch":
        return this.#askSwitch(effect);
      case "restore-registry":
        return actions.keepRegistry(effect.registry);
      case "sign-out":
        return actions.signOut();
      case "diagnose":
        return void actions.execute("drawbridge.diagnose");
      case "run-query":
        return actions.runQuery();
      case "start-server":
        return;
      case "report":
        return void this.#show(failureMessage(effect));
      case "tell":
        return void this.#show(noticeMessage(effect.notice, this.#state.facts));
    }
  }

  #ended(attempt: number, failure: SignInFailure | null): Promise<void> {
    return this.dispatch({ type: "sign-in-ended", attempt, failure });
  }

  async #choose(): Promise<void> {
    let registry: string | null = null;
    try {
      registry = await this.#actions.chooseRegistry();
    } finally {
      if (registry === null) await this.dispatch({ type: "not-chosen" });
    }
    if (registry !== null) await this.dispatch({ type: "chosen", registry });
  }

  async #askSwitch({ from, user, to, clicked }: Extract<SessionEffect, { do: "ask-switch" }>): Promise<void> {
    const answer = this.#actions.confirmSwitch(switchQuestion(from, user, to), clicked);
    const going = answer.then((chosen) => this.dispatch({ type: "switch-answered", to, answer: chosen }));
    if (clicked) await going;
  }

  #show(message: Message): Promise<void> {
    return this.#take(message, this.#actions.message(message));
  }

  async #take(message: Message, answer: Promise<string | null>): Promise<void> {
    const chosen = await answer;
    const way = message.ways.find(({ label }) => label === chosen);
    if (way === undefined) return;
    await (way.command === undefined ? this.click(way.click) : this.#actions.execute(way.command));
  }
}
