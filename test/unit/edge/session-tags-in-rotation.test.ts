import assert from "node:assert/strict";
import { sessionTags } from "../../../reference-servers/edge/session-tag.ts";
import { verifies } from "../../support/verifies.ts";

describe("the edge's session tags while the root secret is changed", () => {
  const owner = { server: "legacy", user: "ada" };
  const url = "http://127.0.0.1:7411/mcp";

  it(verifies("secrets.root", "A tag of either edge counts at both, until the secret before is removed"), () => {
    const before = "b".repeat(32);
    const next = "n".repeat(32);
    const at = (first: string, ...others: string[]) => sessionTags({ accepted: () => [first, ...others] });
    const old = at(before, next).seal("session", url, owner);
    const recent = at(next, before).seal("session", url, owner);
    for (const tag of [old, recent])
      for (const edge of [at(before, next), at(next, before)])
        assert.deepEqual(edge.open(tag, [url], owner), { sessionId: "session", url });
    assert.equal(at(next).open(old, [url], owner), null);
    assert.notEqual(at(next).open(recent, [url], owner), null);
  });
});
