import assert from "node:assert/strict";
import { nextToReview } from "../../../../../extension/approvals/decide/next-request.ts";
import { verifies } from "../../../../support/verifies.ts";
import { forOthers, local, noon, request, storeOf, view } from "../requests.ts";

const until = (minutes: number): { expiresAt: string } => ({
  expiresAt: new Date(noon + minutes * 60_000).toISOString(),
});

describe("the request to review next", () => {
  const store = storeOf(
    [
      request(view("late", until(9))),
      request(view("soon", until(2))),
      forOthers("theirs"),
      request(view("gone"), "approved"),
    ].map((each) => local(each)),
  );
  for (const [what, lookedAt, next] of [
    ["It is the one that expires first", [], "soon"],
    ["It is another than the one on the visible page", ["soon"], "late"],
    ["It is the one that expires first where pages show all of them", ["soon", "late"], "soon"],
  ] as const) {
    it(verifies("vscode.review-next", what), () => assert.equal(nextToReview(store, new Set(lookedAt), noon), next));
  }

  it(verifies("vscode.review-next", "There is none where only other people decide"), () =>
    assert.equal(nextToReview(storeOf([local(forOthers("theirs"))]), new Set(), noon), null),
  );
});
