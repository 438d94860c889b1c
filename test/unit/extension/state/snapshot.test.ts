import assert from "node:assert/strict";
import { snapshotOf } from "../../../../extension/state/snapshot.ts";
import { brokerView } from "../servers.ts";

const status = brokerView().status;
if (status === null) throw new Error("The sample has a status.");
const registry = "https://registry.example.com";

describe("the snapshot that every view shows", () => {
  const phases = [
    [
      "is starting before anything is known",
      { connection: "joining", status: null, catalogue: null },
      null,
      "starting",
    ],
    ["is in trouble where no broker can be had", { connection: "failed", status: null }, registry, "trouble"],
    ["wants a registry where none was ever named", { connection: "absent", status: null }, null, "no-registry"],
    ["wants a sign-in where nobody needs a broker", { connection: "absent", status: null }, registry, "signed-out"],
    ["wants a sign-in after a sign-out", { status: { ...status, session: "signed-out" } }, registry, "signed-out"],
    ["knows a session that has ended", { status: { ...status, session: "expired" } }, registry, "expired"],
    ["knows who is signed in", {}, registry, "signed-in"],
    ["keeps who was signed in while the broker is rejoined", { connection: "failed" }, registry, "signed-in"],
  ] as const;
  for (const [what, view, configured, phase] of phases) {
    it(what, () => assert.equal(snapshotOf(brokerView(view), configured).phase, phase));
  }

  it("is current only while broker and registry both answer", () => {
    const current = (view: Parameters<typeof brokerView>[0]) => snapshotOf(brokerView(view), registry).current;
    assert.equal(current({}), true);
    assert.equal(current({ connection: "joining" }), false);
    assert.equal(current({ status: { ...status, online: false } }), false);
    assert.equal(current({ catalogue: { servers: [], asOf: null, stale: true } }), false);
  });

  it("has nobody's servers after a sign-out", () => {
    const { servers, user } = snapshotOf(brokerView({ status: { ...status, session: "signed-out" } }), registry);
    assert.deepEqual([servers, user], [null, null]);
  });
});
