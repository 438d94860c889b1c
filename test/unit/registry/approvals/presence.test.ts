import assert from "node:assert/strict";
import { absent, editorSeconds, type Presence } from "../../../../reference-servers/registry/approvals/presence.ts";
import { planOf } from "../../../support/approvals/plan.ts";
import { approvalView } from "../../../support/approvals/record.ts";
import { verifies } from "../../../support/verifies.ts";

const now = new Date("2026-11-21T12:00:00Z");
const rules = { ownSeconds: 28_800, secondPersonSeconds: 900, pairingSeconds: 28_800, irreversibleInBrowser: false };
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
const editor = (seconds: number): Presence => ({ place: "editor", authenticatedAt: ago(seconds), pairing: "p" });
const inbox = (seconds: number): Presence => ({ place: "inbox", authenticatedAt: ago(seconds), pairing: null });

const own = approvalView();
const second = approvalView({ need: "second-person" });
const destroys = (reversible: "yes" | "no" | "unknown") =>
  approvalView({ plan: planOf({ effect: "destructive", reversible }) });

describe("a person's presence", () => {
  for (const [what, request, presence, wish, expected] of [
    ["an editor that was allowed just now", own, editor(0), {}, null],
    ["an editor to the end of eight hours", own, editor(28_800), {}, null],
    ["no editor after eight hours", own, editor(28_801), {}, "browser-required"],
    ["an editor as second person for 15 minutes", second, editor(900), {}, null],
    ["no editor as second person after that", second, editor(901), {}, "browser-required"],
    ["an editor where it cannot be undone", destroys("no"), editor(60), {}, null],
    [
      "no editor where the operator says so",
      destroys("no"),
      editor(0),
      { irreversibleInBrowser: true },
      "browser-required",
    ],
    [
      "no editor where it is unknown",
      destroys("unknown"),
      editor(0),
      { irreversibleInBrowser: true },
      "browser-required",
    ],
    ["an editor where it can be undone", destroys("yes"), editor(0), { irreversibleInBrowser: true }, null],
    ["the inbox where the operator says so", destroys("no"), inbox(60), { irreversibleInBrowser: true }, null],
    ["the inbox as second person for 15 minutes", second, inbox(900), {}, null],
    ["not the inbox after that", second, inbox(901), {}, "sign-in-again"],
    ["not the inbox where the time is unknown", own, { ...inbox(0), authenticatedAt: null }, {}, "sign-in-again"],
    ["no person who only reads", own, null, {}, "browser-required"],
    ["an editor for as long as the operator says", own, editor(70), { ownSeconds: 60 }, "browser-required"],
  ] as const) {
    it(
      verifies(
        what.includes("operator") ? "presence.browser-only" : "presence.age",
        `Decisions are accepted from: ${what}`,
      ),
      () => {
        assert.equal(absent(request, presence, { ...rules, ...wish }, now)?.error ?? null, expected);
      },
    );
  }

  it(verifies("presence.browser-only", "An editor learns beforehand for how long it may decide"), () => {
    const strict = { ...rules, irreversibleInBrowser: true };
    assert.deepEqual(
      [own, second, destroys("no")].map((request) => editorSeconds(request, strict)),
      [28_800, 900, 0],
    );
  });

  it("A refusal for lack of presence says what happened and what to do", () => {
    const { message = "" } = absent(second, editor(901), rules, now) ?? {};
    assert.match(message, /15 minutes.*Nothing was decided: open the request's page in the browser\.$/);
  });
});
