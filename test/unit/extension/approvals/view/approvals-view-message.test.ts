import assert from "node:assert/strict";
import { approvalsViewMessage } from "../../../../../extension/approvals/view/approvals-view-message.ts";
import { verifies } from "../../../../support/verifies.ts";
import { serverNamed, snapshot } from "../../servers.ts";

describe("the line above the approvals", () => {
  const servers = [serverNamed("presto")];

  it(
    verifies(
      "vscode.approvals-known",
      "While the first read of the servers fails, the view says that and why, although no request is known",
    ),
    () => {
      for (const read of [true, false]) {
        const unread = snapshot(null, { current: false, asOf: null, failure: "The registry answered 500." });
        assert.equal(
          approvalsViewMessage(unread, read),
          "It is not known what waits for you. The registry answered 500.",
        );
      }
    },
  );

  it(
    verifies("vscode.approvals-known", "The view is without a line only where the list was read and is current"),
    () => {
      assert.equal(approvalsViewMessage(snapshot(servers), true), "");
      assert.match(approvalsViewMessage(snapshot(servers), false), /Reading what waits/);
      assert.match(approvalsViewMessage(snapshot(servers, { current: false }), true), /registry cannot be reached/);
      assert.match(
        approvalsViewMessage(snapshot(servers, { phase: "expired", current: false }), true),
        /session has ended/,
      );
    },
  );

  it("A user who is signed out sees the welcome text of the view", () => {
    assert.equal(approvalsViewMessage(snapshot(null, { phase: "signed-out", user: null, current: false }), false), "");
  });
});
