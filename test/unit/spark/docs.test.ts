import assert from "node:assert/strict";
import { documentedTable, taxonomyTable } from "../../support/machine/spark-taxonomy-table.ts";
import { verifies } from "../../support/verifies.ts";

describe("docs/spark.md", () => {
  it(verifies("spark.taxonomy", "The page docs/spark.md lists every cause as it is in the code"), () => {
    assert.equal(documentedTable(), taxonomyTable(), "run: node test/support/machine/spark-taxonomy-table.ts");
  });
});
