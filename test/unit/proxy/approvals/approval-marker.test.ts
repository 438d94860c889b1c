import assert from "node:assert/strict";
import { approvalMetaKey } from "@drawbridge/contracts/approvals";
import { approvalIn } from "../../../../proxy/approvals/approval-marker.ts";
import { messageOf } from "../../../../proxy/kernel/message.ts";
import { verifies } from "../../../support/verifies.ts";

const notice = {
  id: "req-1",
  link: "http://127.0.0.1:7400/approvals/req-1",
  summary: "DROP TABLE a.b",
  need: "caller",
  expiresAt: "2026-11-20T10:15:00.000Z",
};
const answer = (result: object) => messageOf([Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, result }))]);
const asks = { resultType: "input_required", inputRequests: {}, requestState: "sealed" };

describe("approval markers", () => {
  it(
    verifies(
      "routing.recognised",
      "The approval marker is read from a question, with the state that the next call repeats",
    ),
    () => {
      const marker = approvalIn(answer({ ...asks, _meta: { [approvalMetaKey]: notice } }));
      assert.deepEqual(marker, { notice, state: "sealed", form: "question" });
    },
  );

  it(
    verifies(
      "routing.recognised",
      "The approval marker is read from a plain result, after which the same call is sent again",
    ),
    () => {
      const result = { content: [], isError: true, _meta: { [approvalMetaKey]: notice } };
      assert.deepEqual(approvalIn(answer(result)), { notice, state: undefined, form: "result" });
      const sealed = { ...notice, state: "sealed" };
      const withState = { ...result, _meta: { [approvalMetaKey]: sealed } };
      assert.deepEqual(approvalIn(answer(withState)), { notice: sealed, state: "sealed", form: "result" });
      const pieces = messageOf(answer(result).pieces.flatMap((each) => [each.subarray(0, 60), each.subarray(60)]));
      assert.deepEqual(approvalIn(pieces), { notice, state: undefined, form: "result" }, "in pieces too");
    },
  );

  it(
    verifies(
      "routing.recognised",
      "A tool's own question, data that names the key, and an error hold no approval marker",
    ),
    () => {
      assert.equal(approvalIn(answer(asks)), null);
      assert.equal(approvalIn(answer({ content: [{ type: "text", text: `"${approvalMetaKey}"` }] })), null);
      assert.equal(approvalIn(answer({ structuredContent: { [approvalMetaKey]: notice } })), null);
      const error = { jsonrpc: "2.0", id: 1, error: { code: 1, message: approvalMetaKey } };
      assert.equal(approvalIn(messageOf([Buffer.from(JSON.stringify(error))])), null);
    },
  );

  for (const [what, wrong] of [
    ["no link", { ...notice, link: undefined }],
    ["a link that is none", { ...notice, link: "click here" }],
    ["another kind of value", "req-1"],
  ] as const) {
    it(verifies("routing.no-spoof", `An approval marker that holds ${what} is a claim without a notice`), () => {
      assert.equal(approvalIn(answer({ ...asks, _meta: { [approvalMetaKey]: wrong } }))?.notice, null);
    });
  }
});
