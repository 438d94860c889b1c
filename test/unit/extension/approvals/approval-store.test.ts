import assert from "node:assert/strict";
import {
  changed,
  decidableOf,
  decided,
  emptyBoard,
  listed,
  nextEnd,
  pendingOf,
  standingOf,
} from "../../../../extension/approvals/approval-store.ts";
import { verifies } from "../../../support/verifies.ts";
import { asker, boardOf, forOthers, local, noon, request, scope, view } from "./requests.ts";

const ids = (
  approvals: readonly { readonly approval: { readonly view: { readonly id: string } } }[],
): readonly string[] => approvals.map(({ approval }) => approval.view.id);

describe("the requests that a window knows", () => {
  it("are what the broker lists, and read once the registry was", () => {
    const stale = listed(emptyBoard, { approvals: [local(request(view("a")))], scopes: [], stale: true });
    assert.deepEqual([ids(stale.approvals), stale.read], [["a"], false]);
    assert.equal(listed(stale, { approvals: [], scopes: [], stale: false }).read, true);
  });

  it("wait in the order in which they were asked, until they end", () => {
    const early = request(view("early", { requestedAt: "2026-11-21T11:00:00.000Z" }));
    const over = request(view("over", { expiresAt: "2026-11-21T12:00:00.000Z" }));
    const board = boardOf(
      [request(view("late")), over, early, request(view("done"), "succeeded")].map((each) => local(each)),
    );
    assert.deepEqual(ids(pendingOf(board, noon)), ["early", "late"]);
  });

  it(verifies("vscode.approval-second-person", "are this person's to decide only where the registry says so"), () => {
    assert.deepEqual(ids(decidableOf(boardOf([local(forOthers("b")), local(request(view("a")))]), noon)), ["a"]);
  });

  it(verifies("vscode.approval-elsewhere", "never wait again once they are decided, whatever is told late"), () => {
    const waiting = local(request(view("a")), asker("/work"));
    const board = decided(boardOf([waiting]), request(view("a"), "approved"));
    assert.equal(pendingOf(board, noon).length, 0);
    for (const after of [changed(board, [waiting]), listed(board, { approvals: [waiting], scopes: [], stale: false })])
      assert.equal(pendingOf(after, noon).length, 0);
  });

  it("hold standing approvals until they end, and know when the next of anything does", () => {
    const board = boardOf(
      [local(request(view("a")))],
      [scope("s"), scope("ended", { expiresAt: "2026-11-21T11:00:00.000Z" })],
    );
    assert.deepEqual(
      standingOf(board, noon).map(({ id }) => id),
      ["s"],
    );
    assert.equal(nextEnd(board, noon), noon + 10 * 60_000);
    assert.equal(nextEnd(emptyBoard, noon), null);
  });
});
