import assert from "node:assert/strict";
import {
  alteredDefinition,
  createdDefinition,
} from "../../../../reference-servers/servers/presto/engines/presto/definition-after.ts";
import { verifies } from "../../../support/verifies.ts";

const name = ["memory", "ads", "t"] as const;
const now = `CREATE TABLE memory.ads.t (
   id bigint,
   "na""me" varchar COMMENT 'x',
   last double
)
WITH (
   format = 'ORC'
)`;

describe("definitions in the layout of Presto and Trino", () => {
  it(
    verifies("presto.definition", "A replaced view is compared under its full name and without what does not differ"),
    () => {
      const query = "SELECT id\nFROM\n  memory.ads.u\n";
      assert.equal(
        createdDefinition(`CREATE OR REPLACE VIEW t AS\n${query}`, name),
        createdDefinition(`CREATE VIEW memory.ads.t SECURITY DEFINER AS\n${query}`, name),
      );
    },
  );

  it(verifies("presto.definition", "A view with the rights of its invoker differs from one with its definer's"), () => {
    assert.match(
      createdDefinition("CREATE VIEW memory.ads.t SECURITY INVOKER AS SELECT 1 x", name) ?? "",
      /^CREATE VIEW memory\.ads\.t\nSECURITY INVOKER\nAS\nSELECT 1 x$/,
    );
  });

  it(verifies("presto.definition", "The plan of a CREATE TABLE AS is no definition"), () => {
    assert.equal(createdDefinition("- Output[rows] => [rows:bigint]", name), null);
  });

  for (const [what, statement, removed, added] of [
    [
      "an added column",
      "ALTER TABLE t ADD COLUMN city varchar COMMENT 'x'",
      "   last double\n",
      "   last double,\n   city varchar COMMENT 'x'\n",
    ],
    ["a dropped column", 'ALTER TABLE memory.ads.t DROP COLUMN "na""me"', '   "na""me" varchar COMMENT \'x\',\n', ""],
    ["a dropped last column", "ALTER TABLE t DROP COLUMN last", "'x',\n   last double\n", "'x'\n"],
    ["a renamed column", 'ALTER TABLE t RENAME COLUMN id TO "key"', "   id bigint", "   key bigint"],
  ] as const) {
    it(verifies("presto.definition", `The definition after ${what} differs in that column alone`), () => {
      assert.equal(
        alteredDefinition(now, statement, null),
        now.replace(removed, () => added),
      );
    });
  }

  it(verifies("presto.definition", "The definition after a rename has the new name"), () => {
    assert.equal(
      alteredDefinition(now, "ALTER TABLE t RENAME TO u", ["memory", "ads", "u"]),
      now.replace("ads.t ", "ads.u "),
    );
  });

  for (const statement of [
    "ALTER TABLE t SET PROPERTIES format = 'PARQUET'",
    "ALTER TABLE t DROP COLUMN nothing",
    "ALTER TABLE t ALTER COLUMN id SET DATA TYPE double",
  ]) {
    it(verifies("presto.definition", `The definition after ${statement.slice(14)} is called unknown`), () => {
      assert.equal(alteredDefinition(now, statement, null), null);
    });
  }
});
