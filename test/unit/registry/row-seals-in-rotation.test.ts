import assert from "node:assert/strict";
import type { Secret } from "@drawbridge/contracts/secret";
import { rowSeals } from "@drawbridge/registry/row-seals";
import { verifies } from "../../support/verifies.ts";

describe("seals of rows while the seal secret is changed", () => {
  const [before, next] = ["b".repeat(43), "n".repeat(43)];
  const both = (first: string, second: string): Secret => ({ accepted: () => [first, second] });
  const row = { id: "1", state: "approved" };

  it(
    verifies("secrets.seal", "Each registry accepts what the other one seals, before and after the two exchange"),
    () => {
      const [early, late] = [rowSeals(both(before, next)), rowSeals(both(next, before))];
      for (const [writer, reader] of [
        [early, late],
        [late, early],
      ] as const)
        assert.equal(reader.check("approval", row, writer.seal("approval", row)), "whole");
      assert.equal(early.publicKey, rowSeals(before).publicKey);
      assert.equal(late.publicKey, rowSeals(next).publicKey);
    },
  );

  it(
    verifies("secrets.seal", "Once the old secret is removed, its public key keeps its seals valid, and no other does"),
    () => {
      const old = rowSeals(before);
      const seal = old.seal("approval", row);
      assert.equal(rowSeals(next, [old.publicKey]).check("approval", row, seal), "whole");
      assert.equal(rowSeals(next).check("approval", row, seal), "broken");
    },
  );

  it(verifies("secrets.seal", "A registry that runs seals by the new secret as soon as its file has it"), () => {
    let current = before;
    const seals = rowSeals({ accepted: () => [current, current === before ? next : before] });
    const first = seals.seal("approval", row);
    current = next;
    const second = seals.seal("approval", row);
    assert.notEqual(first.split(".")[0], second.split(".")[0]);
    for (const seal of [first, second]) assert.equal(seals.check("approval", row, seal), "whole");
  });
});
