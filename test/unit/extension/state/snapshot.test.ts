import assert from "node:assert/strict";
import { messageOf } from "../../../../extension/sidebar/servers-view-message.ts";
import { snapshotOf } from "../../../../extension/state/snapshot.ts";
import { verifies } from "../../../support/verifies.ts";
import { brokerView } from "../servers.ts";

const status = brokerView().status;
if (status === null) throw new Error("The sample has a status.");
const registry = "https://registry.example.com";

const offer = { offered: new Set<string>(), tools: 0, leftOut: [] };
const facts = { filter: "", typing: false, rows: 1, offer, trusted: true, language: "en" };

describe("the snapshot that every view shows", () => {
  const phases = [
    [
      "is starting before anything is known",
      { connection: "joining", status: null, catalogue: null },
      null,
      "starting",
    ],
    ["is in trouble where no broker can be reached", { connection: "failed", status: null }, registry, "trouble"],
    ["asks for a registry where none is configured", { connection: "absent", status: null }, null, "no-registry"],
    [
      "asks for a sign-in where no broker is needed yet",
      { connection: "absent", status: null },
      registry,
      "signed-out",
    ],
    ["asks for a sign-in after a sign-out", { status: { ...status, session: "signed-out" } }, registry, "signed-out"],
    ["shows that the session has ended", { status: { ...status, session: "expired" } }, registry, "expired"],
    ["shows who is signed in", {}, registry, "signed-in"],
    ["keeps the signed-in user while the link joins the broker again", { connection: "failed" }, registry, "signed-in"],
  ] as const;
  for (const [what, view, configured, phase] of phases) {
    it(`The snapshot ${what}`, () => assert.equal(snapshotOf(brokerView(view), configured).phase, phase));
  }

  it(
    verifies(
      "sign-in.removed-provider",
      "The servers view names a provider whose removal ended the session, on one line",
    ),
    () => {
      const words = (view: Parameters<typeof brokerView>[0]) =>
        messageOf(snapshotOf(brokerView(view), registry), facts);
      const ended = { ...status, session: "expired" } as const;
      assert.match(
        words({ status: { ...ended, removedProvider: "Ac\u202eme" } }),
        /no longer uses the identity provider Ac\\u\{202e\}me for Drawbridge\. Sign in again with another one\./,
      );
      assert.doesNotMatch(words({ status: ended }), /identity provider/);
    },
  );

  it("The snapshot is current only while the broker and the registry both answer", () => {
    const current = (view: Parameters<typeof brokerView>[0]) => snapshotOf(brokerView(view), registry).current;
    assert.equal(current({}), true);
    assert.equal(current({ connection: "joining" }), false);
    assert.equal(current({ status: { ...status, online: false } }), false);
    assert.equal(current({ catalogue: { servers: [], asOf: null, stale: true } }), false);
  });

  it(
    verifies("vscode.unread", "The snapshot has no servers, and the reason, before the registry first answered"),
    () => {
      const failure = "The registry answered HTTP 500. Try again in a moment.";
      const unread = snapshotOf(brokerView({ catalogue: { servers: [], asOf: null, stale: true, failure } }), registry);
      assert.deepEqual([unread.servers, unread.failure], [null, failure]);
      const read = snapshotOf(
        brokerView({ catalogue: { servers: [], asOf: "2026-11-21T10:00:00.000Z", stale: false } }),
        registry,
      );
      assert.deepEqual([read.servers, read.failure], [[], null]);
    },
  );

  it(verifies("upgrade.oldest", "The views ask for an update where the registry serves only later releases"), () => {
    const needed = (oldest: NonNullable<typeof status>["oldest"], more: Partial<typeof status> = {}) =>
      snapshotOf(brokerView({ status: { ...status, ...more, ...(oldest && { oldest }) } }), registry).needed;
    assert.equal(needed(undefined), null, "an older registry says nothing");
    assert.equal(needed({ broker: "0.1.0", extension: "0.1.0" }), null);
    assert.equal(needed({ broker: "0.1.0", extension: "9.0.0" }), "9.0.0");
    assert.equal(needed({ broker: "9.1.0", extension: "0.1.0" }), "9.1.0");
    assert.equal(needed({ broker: "9.1.0", extension: "9.0.0" }, { session: "signed-out" }), null);
    assert.equal(needed({ broker: "9.1.0", extension: "0.1.0" }, { version: "9.2.0" }), null, "a later broker runs");
    const view = snapshotOf(
      brokerView({ status: { ...status, oldest: { broker: "9.1.0", extension: "0.1.0" } } }),
      registry,
    );
    assert.match(
      messageOf(view, facts),
      /no longer serves this Drawbridge, only 9\.1\.0 and later\. Update the Drawbridge extension/,
    );
  });

  it("The snapshot has no user and no servers after a sign-out", () => {
    const { servers, user } = snapshotOf(brokerView({ status: { ...status, session: "signed-out" } }), registry);
    assert.deepEqual([servers, user], [null, null]);
  });
});
