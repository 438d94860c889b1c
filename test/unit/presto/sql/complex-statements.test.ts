import assert from "node:assert/strict";
import { complexStatements } from "../../../../reference-servers/servers/presto/sql/complex-statements.ts";
import { verifies } from "../../../support/verifies.ts";

const read = (text: string) => ({ about: "read", text }) as const;

describe("statements too complex to judge", () => {
  it(
    verifies("shares.judge", "A statement too complex to judge is remembered for an hour, for the same question"),
    () => {
      let now = 0;
      const complex = complexStatements(() => now);
      complex.add(read("SELECT 1"));
      assert.deepEqual(
        [
          complex.has(read("SELECT 1")),
          complex.has(read("SELECT 1 ")),
          complex.has({ about: "change", text: "SELECT 1" }),
        ],
        [true, false, false],
      );
      now = 59 * 60_000;
      assert.equal(complex.has(read("SELECT 1")), true);
      now = 61 * 60_000;
      assert.equal(complex.has(read("SELECT 1")), false);
    },
  );

  it(
    verifies("shares.judge", "At most a thousand complex statements are remembered, and the oldest is deleted first"),
    () => {
      const complex = complexStatements(() => 0);
      for (let number = 0; number < 1_001; number += 1) complex.add(read(`SELECT ${number}`));
      assert.deepEqual(
        [0, 1, 1_000].map((number) => complex.has(read(`SELECT ${number}`))),
        [false, true, true],
      );
    },
  );
});
