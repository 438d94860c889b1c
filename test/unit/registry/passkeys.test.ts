import assert from "node:assert/strict";
import { defaultDeciding } from "@drawbridge/registry/settings";
import { absent, editorSeconds, type Presence } from "../../../reference-servers/registry/approvals/presence.ts";
import { relyingParty } from "../../../reference-servers/registry/passkeys/relying-party.ts";
import { planOf } from "../../support/approvals/plan.ts";
import { approvalView } from "../../support/approvals/record.ts";
import { verifies } from "../../support/verifies.ts";

const now = new Date("2026-11-21T12:00:00Z");
const rules = { ...defaultDeciding, passkeys: true };
const at = (wish: Partial<Presence>): Presence => ({ place: "inbox", authenticatedAt: now, pairing: null, ...wish });
const second = approvalView({ need: "second-person" });
const irreversible = approvalView({ plan: planOf({ effect: "destructive", reversible: "unknown" }) });
const own = approvalView();

describe("a decision that needs a passkey", () => {
  for (const [what, request, presence, expected] of [
    ["is not an editor's, as the second person", second, at({ place: "editor", pairing: "p" }), "browser-required"],
    ["is not an editor's, where it cannot be undone", irreversible, at({ place: "editor" }), "browser-required"],
    ["is not made without one", second, at({}), "passkey-required"],
    ["is not made with another request's", second, at({ passkey: { id: "k", request: "r2" } }), "passkey-required"],
    ["is made with this request's", second, at({ passkey: { id: "k", request: "r1" } }), null],
    ["is not one's own call that can be undone", own, at({}), null],
  ] as const) {
    it(verifies("inbox.passkeys", `A decision that needs a passkey ${what}`), () => {
      assert.equal(absent(request, presence, rules, now)?.error ?? null, expected);
    });
  }

  it(verifies("inbox.passkeys", "No editor offers a decision that needs a passkey"), () => {
    assert.deepEqual([editorSeconds(second, rules), editorSeconds(own, rules)], [0, rules.ownSeconds]);
  });
});

describe("a registry's address", () => {
  for (const [url, id] of [
    ["https://drawbridge.example", "drawbridge.example"],
    ["https://drawbridge.example:8443", "drawbridge.example"],
    ["http://localhost:7400", "localhost"],
    ["http://127.0.0.1:7400", null],
    ["https://10.1.2.3", null],
    ["https://[::1]:7400", null],
    ["http://drawbridge.example", null],
  ] as const) {
    it(verifies("inbox.passkeys", `A registry's address can${id === null ? "not" : ""} have passkeys: ${url}`), () => {
      assert.equal(relyingParty(url)?.id ?? null, id);
    });
  }
});
