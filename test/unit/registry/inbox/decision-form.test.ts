import assert from "node:assert/strict";
import { readDecisionForm } from "../../../../reference-servers/registry/inbox/decision-form.ts";
import { returnPath } from "../../../../reference-servers/registry/inbox/return-path.ts";
import { verifies } from "../../../support/verifies.ts";

const form = (fields: Record<string, string>) => readDecisionForm(new URLSearchParams(fields));

describe("a posted decision form", () => {
  const screen = { "shown.a": "1", "shown.b": "2", "shown.c": "3" };

  it(verifies("approvals.batch", "A form decides the chosen requests, and leaves the others"), () => {
    const { decisions, problems } = form({
      ...screen,
      ...{ "decision.a": "approve", "decision.b": "reject", "reason.b": " too wide ", "decision.c": "leave" },
    });
    assert.deepEqual(decisions, [
      { id: "a", shown: "1", decision: "approve" },
      { id: "b", shown: "2", decision: "reject", reason: "too wide" },
    ]);
    assert.deepEqual(problems, []);
  });

  it(verifies("approvals.batch", "A form approves or rejects every request that it showed"), () => {
    assert.deepEqual(
      form({ ...screen, all: "approve", "decision.a": "reject" }).decisions.map(({ decision }) => decision),
      ["approve", "approve", "approve"],
    );
    assert.deepEqual(
      form({ ...screen, all: "reject", "reason.all": "no" }).decisions.map((each) => "reason" in each && each.reason),
      ["no", "no", "no"],
    );
  });

  it("A form asks for a rejection's missing reason, and keeps the choices", () => {
    const read = form({ ...screen, "decision.a": "approve", "decision.b": "reject", "reason.b": "  " });
    assert.deepEqual([read.decisions.length, read.problems.length], [1, 1]);
    assert.deepEqual(read.choices.get("b"), { decision: "reject", reason: "" });
  });

  it("A form approves similar calls if that was ticked, for exactly an hour", () => {
    const similar = (value: string) => form({ "shown.a": "1", "decision.a": "approve", "similar.a": value }).decisions;
    assert.deepEqual(similar("3600"), [{ id: "a", shown: "1", decision: "approve", similarSeconds: 3600 }]);
    assert.deepEqual(similar("999999"), [{ id: "a", shown: "1", decision: "approve" }]);
  });

  it(verifies("approvals.what-was-shown", "A form decides no request that it did not show"), () => {
    assert.deepEqual(form({ "decision.a": "approve", all: "approve", "shown.<x>": "1" }).decisions, []);
  });
});

describe("the way back from a sign-in", () => {
  const registry = "https://drawbridge.example";
  for (const [requestPath, path] of [
    [undefined, "/approvals"],
    ["/approvals", "/approvals"],
    ["/approvals/AbC-_1", "/approvals/AbC-_1"],
    ["https://drawbridge.example/approvals/x", "/approvals/x"],
    ["/approvals/x?cursor=1#y", "/approvals/x"],
    ["/reviews", "/reviews"],
    ["/reviews/presto", "/reviews/presto"],
    ["/reviews/presto/versions/2", "/reviews/presto/versions/2"],
    ["/reviews/presto/suspend", "/approvals"],
    ["/why/requests?server=presto", "/why/requests"],
    ["/why?server=presto&tool=a b&to=//evil", "/why?server=presto&tool=a+b"],
    ["/why?tool=", "/why"],
    ["https://evil.example/approvals", "/approvals"],
    ["//evil.example/approvals/x", "/approvals"],
    ["/\\evil.example", "/approvals"],
    ["/approvals//evil", "/approvals"],
    ["/approvals/x/../../../internal", "/approvals"],
    ["javascript:alert(1)", "/approvals"],
    ["http://drawbridge.example/approvals/x", "/approvals"],
  ] as const)
    it(verifies("inbox.way-back", `A sign-in for ${requestPath} leads to ${path}`), () =>
      assert.equal(returnPath(requestPath, registry), path),
    );
});
