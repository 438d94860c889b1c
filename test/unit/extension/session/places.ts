/** A window's session in each place that a person can tell apart, for the tables of the session's tests. */
import type { Place, SessionFacts, SessionState } from "../../../../extension/session/session-state.ts";
import { beginning } from "../../../../extension/session/session-state.ts";

export const old = "https://old.example.com";
export const fresh = "https://new.example.com";

export const facts = (overrides: Partial<SessionFacts> = {}): SessionFacts => ({
  phase: "signed-in",
  registry: old,
  other: null,
  user: "ada",
  userText: overrides.user === null ? "" : "ada",
  online: true,
  servers: "some",
  trusted: true,
  focused: true,
  ...overrides,
});

const signedOut = facts({ phase: "signed-out", user: null, online: false, servers: "unread" });
const at = (overrides: Partial<SessionFacts>, state: Partial<SessionState> = {}): SessionState => ({
  ...beginning(facts(overrides)),
  ...state,
});

export const places: Readonly<Record<Place, SessionState>> = {
  starting: at({ ...signedOut, phase: "starting" }),
  "broker-trouble": at({ ...signedOut, phase: "trouble" }),
  "no-registry": at({ ...signedOut, phase: "no-registry", registry: null }),
  "signed-out": at(signedOut),
  "wrong-address": at(signedOut, { problem: "not-a-registry" }),
  unreachable: at(signedOut, { problem: "unreachable" }),
  "signing-in": at(signedOut, { signingIn: { registry: old, kind: "sign-in", attempt: 0 }, attempts: 1 }),
  "signed-in": at({}),
  offline: at({ online: false }),
  "other-registry": at({ other: fresh }),
  ended: at({ phase: "expired" }),
};
