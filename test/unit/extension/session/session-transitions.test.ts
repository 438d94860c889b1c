import assert from "node:assert/strict";
import {
  type Click,
  clicks,
  type Place,
  placeOf,
  type SessionFacts,
} from "../../../../extension/session/session-state.ts";
import {
  type SessionEffect,
  type SessionEvent,
  transition,
} from "../../../../extension/session/session-transitions.ts";
import { verifies } from "../../../support/verifies.ts";
import { facts, fresh, old, places } from "./places.ts";

/** An effect in one word and what it is about. */
const wordsOf = (effect: SessionEffect): string => {
  if (effect.do === "tell") return `tell ${effect.notice}`;
  if (effect.do === "sign-in") return `${effect.kind} at ${effect.registry === old ? "old" : "new"}`;
  if (effect.do === "ask-switch")
    return `ask ${effect.from === old ? "old" : "new"} to ${effect.to === old ? "old" : "new"}`;
  return effect.do;
};
const follow = (place: Place, event: SessionEvent) => {
  const { state, effects } = transition(places[place], event);
  return { place: placeOf(state), effects: effects.map(wordsOf), state };
};

/** Where each click leads in each place: the table of which issue 13 speaks. */
const table: Readonly<Record<Place, Readonly<Record<Click, string>>>> = {
  starting: {
    "sign-in": "tell starting",
    "choose-registry": "choose-registry",
    "switch-account": "tell starting",
    "sign-out": "tell starting",
    "allow-editor": "tell starting",
    "try-query": "tell starting",
    "start-server": "tell starting",
  },
  "broker-trouble": {
    "sign-in": "diagnose",
    "choose-registry": "choose-registry",
    "switch-account": "diagnose",
    "sign-out": "sign-out",
    "allow-editor": "diagnose",
    "try-query": "diagnose",
    "start-server": "tell sign-in-first",
  },
  "no-registry": {
    "sign-in": "choose-registry",
    "choose-registry": "choose-registry",
    "switch-account": "choose-registry",
    "sign-out": "tell signed-out",
    "allow-editor": "choose-registry",
    "try-query": "tell sign-in-first",
    "start-server": "tell sign-in-first",
  },
  "signed-out": {
    "sign-in": "sign-in at old",
    "choose-registry": "choose-registry",
    "switch-account": "switch at old",
    "sign-out": "tell signed-out",
    "allow-editor": "sign-in at old",
    "try-query": "tell sign-in-first",
    "start-server": "tell sign-in-first",
  },
  "wrong-address": {
    "sign-in": "sign-in at old",
    "choose-registry": "choose-registry",
    "switch-account": "switch at old",
    "sign-out": "tell signed-out",
    "allow-editor": "sign-in at old",
    "try-query": "tell sign-in-first",
    "start-server": "tell sign-in-first",
  },
  unreachable: {
    "sign-in": "sign-in at old",
    "choose-registry": "choose-registry",
    "switch-account": "switch at old",
    "sign-out": "tell signed-out",
    "allow-editor": "sign-in at old",
    "try-query": "tell sign-in-first",
    "start-server": "tell sign-in-first",
  },
  "signing-in": {
    "sign-in": "show-sign-in",
    "choose-registry": "choose-registry",
    "switch-account": "show-sign-in",
    "sign-out": "cancel-sign-in",
    "allow-editor": "show-sign-in",
    "try-query": "tell sign-in-first",
    "start-server": "tell sign-in-first",
  },
  "signed-in": {
    "sign-in": "tell signed-in",
    "choose-registry": "choose-registry",
    "switch-account": "switch at old",
    "sign-out": "sign-out",
    "allow-editor": "pair at old",
    "try-query": "run-query",
    "start-server": "start-server",
  },
  offline: {
    "sign-in": "tell signed-in",
    "choose-registry": "choose-registry",
    "switch-account": "switch at old",
    "sign-out": "sign-out",
    "allow-editor": "pair at old",
    "try-query": "tell offline",
    "start-server": "start-server",
  },
  "other-registry": {
    "sign-in": "ask old to new",
    "choose-registry": "choose-registry",
    "switch-account": "switch at old",
    "sign-out": "sign-out",
    "allow-editor": "pair at old",
    "try-query": "run-query",
    "start-server": "start-server",
  },
  ended: {
    "sign-in": "sign-in at old",
    "choose-registry": "choose-registry",
    "switch-account": "switch at old",
    "sign-out": "sign-out",
    "allow-editor": "sign-in at old",
    "try-query": "tell sign-in-first",
    "start-server": "tell sign-in-first",
  },
};

describe("the clicks of a window's session", () => {
  for (const [place, row] of Object.entries(table) as [Place, (typeof table)[Place]][]) {
    it(verifies("vscode.no-dead-end", `Every click leads somewhere while the window is at “${place}”`), () => {
      assert.equal(placeOf(places[place]), place);
      for (const click of clicks)
        assert.deepEqual(follow(place, { type: "click", click }).effects, [row[click]], click);
    });
  }

  const restricted = (overrides: Partial<SessionFacts>) => {
    const state = { ...places["signed-in"], facts: facts({ trusted: false, ...overrides }) };
    return (click: Click) => transition(state, { type: "click", click }).effects.map(wordsOf);
  };
  it(
    verifies(
      "vscode.restricted",
      "In an untrusted folder an agent's start of a server says why it does nothing, and a person's query runs",
    ),
    () => {
      for (const phase of ["signed-in", "signed-out", "expired", "no-registry"] as const) {
        assert.notDeepEqual(restricted({ phase })("try-query"), ["tell restricted"]);
        assert.deepEqual(restricted({ phase })("start-server"), ["tell restricted"]);
        assert.notDeepEqual(restricted({ phase })("sign-in"), ["tell restricted"]);
      }
    },
  );

  it(verifies("vscode.unread", "A query says that the servers were not read, or that none is open"), () => {
    const factsWith = (servers: SessionFacts["servers"]) =>
      transition({ ...places["signed-in"], facts: facts({ servers }) }, { type: "click", click: "try-query" }).effects;
    assert.deepEqual(factsWith("unread").map(wordsOf), ["tell unread"]);
    assert.deepEqual(factsWith("none").map(wordsOf), ["tell no-servers"]);
  });
});

describe("what happens to a window's session", () => {
  const chosen = (registry: string): SessionEvent => ({ type: "chosen", registry });
  const learned = (overrides: Partial<SessionFacts>): SessionEvent => ({ type: "facts", facts: facts(overrides) });
  const failure = (problem: "not-a-registry" | "unreachable" | "other") =>
    ({ type: "sign-in-ended", attempt: 0, failure: { problem, text: "No." } }) as const;
  const ended = { type: "sign-in-ended", attempt: 0, failure: null } as const;
  const signedOut = { phase: "signed-out", user: null } as const;

  const events: readonly (readonly [string, Place, SessionEvent, Place, readonly string[]])[] = [
    ["a registry is chosen at first", "no-registry", chosen(old), "signing-in", ["sign-in at old"]],
    ["a registry is chosen after a wrong one", "wrong-address", chosen(fresh), "signing-in", ["sign-in at new"]],
    ["a registry is chosen after one that is away", "unreachable", chosen(fresh), "signing-in", ["sign-in at new"]],
    [
      "a registry is chosen while another sign-in runs",
      "signing-in",
      chosen(fresh),
      "signing-in",
      ["cancel-sign-in", "sign-in at new"],
    ],
    ["the same registry is chosen while its sign-in runs", "signing-in", chosen(old), "signing-in", ["show-sign-in"]],
    ["another registry is chosen while signed in", "signed-in", chosen(fresh), "signed-in", ["ask old to new"]],
    ["another registry is chosen while offline", "offline", chosen(fresh), "offline", ["ask old to new"]],
    ["the same registry is chosen while signed in", "signed-in", chosen(old), "signed-in", ["tell signed-in"]],
    ["a registry is chosen after the session ended", "ended", chosen(fresh), "signing-in", ["sign-in at new"]],
    ["a registry is chosen while there is no broker", "broker-trouble", chosen(fresh), "broker-trouble", ["diagnose"]],
    [
      "the settings change to another registry",
      "signed-in",
      learned({ other: fresh }),
      "other-registry",
      ["ask old to new"],
    ],
    [
      "the settings change in a window behind",
      "signed-in",
      learned({ other: fresh, focused: false }),
      "other-registry",
      [],
    ],
    [
      "the person moves to the other registry",
      "other-registry",
      { type: "switch-answered", to: fresh, answer: "move" },
      "signing-in",
      ["sign-in at new"],
    ],
    [
      "the person stays",
      "other-registry",
      { type: "switch-answered", to: fresh, answer: "stay" },
      "other-registry",
      ["restore-registry"],
    ],
    [
      "the person closes the question",
      "other-registry",
      { type: "switch-answered", to: fresh, answer: null },
      "other-registry",
      [],
    ],
    ["the address is no registry", "signing-in", failure("not-a-registry"), "wrong-address", ["report"]],
    ["the registry is away", "signing-in", failure("unreachable"), "unreachable", ["report"]],
    ["the person refuses", "signing-in", failure("other"), "signed-out", ["report"]],
    ["the person cancels", "signing-in", ended, "signed-out", []],
    ["another window signs in", "signing-in", learned({}), "signing-in", ["cancel-sign-in"]],
    ["another window signs out", "signed-in", learned(signedOut), "signed-out", []],
    ["another window signs in as another user", "signed-in", learned({ user: "finn" }), "signed-in", []],
    ["the session ends, or is revoked", "signed-in", learned({ phase: "expired" }), "ended", []],
    ["the registry goes away", "signed-in", learned({ online: false }), "offline", []],
    ["the registry comes back", "offline", learned({}), "signed-in", []],
    ["the broker is gone", "signed-in", learned({ ...signedOut, phase: "trouble" }), "broker-trouble", []],
    [
      "the window was reloaded in the middle",
      "signed-out",
      { type: "resumed", registry: old },
      "signing-in",
      ["resume-sign-in"],
    ],
  ];
  for (const [what, place, event, next, effects] of events)
    it(verifies("vscode.no-dead-end", `At “${place}”, where ${what}, the window goes to “${next}”`), () => {
      const nextPlace = follow(place, event);
      assert.deepEqual([nextPlace.place, nextPlace.effects], [next, effects]);
    });

  it("A click while Drawbridge starts is done once it has started", () => {
    for (const click of clicks.filter((each) => each !== "choose-registry")) {
      const { state } = follow("starting", { type: "click", click });
      const { effects } = transition(state, { type: "facts", facts: places["signed-out"].facts });
      assert.deepEqual(effects.map(wordsOf), [table["signed-out"][click]]);
    }
  });

  it("The end of an earlier sign-in does not end a later one", () => {
    const { state } = follow("signing-in", chosen(fresh));
    assert.equal(placeOf(transition(state, ended).state), "signing-in");
    assert.equal(placeOf(transition(state, { ...ended, attempt: 1 }).state), "signed-out");
  });

  it(
    verifies("vscode.move-registry", "The settings' other registry is offered once, and by every click on Sign In"),
    () => {
      const { state } = follow("signed-in", learned({ other: fresh }));
      assert.deepEqual(transition(state, learned({ other: fresh, online: false })).effects, []);
      assert.deepEqual(transition(state, { type: "click", click: "sign-in" }).effects.map(wordsOf), ["ask old to new"]);
      const back = transition(state, learned({})).state;
      assert.deepEqual(transition(back, learned({ other: fresh })).effects.map(wordsOf), ["ask old to new"]);
    },
  );

  it("While a person chooses the registry in this window, the change of the settings asks nothing besides", () => {
    const { state } = follow("signed-in", { type: "click", click: "choose-registry" });
    const changed = transition(state, learned({ other: fresh }));
    assert.deepEqual(changed.effects, []);
    assert.deepEqual(transition(changed.state, chosen(fresh)).effects.map(wordsOf), ["ask old to new"]);
  });
});
