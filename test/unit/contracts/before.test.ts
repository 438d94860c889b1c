import assert from "node:assert/strict";
import { beforeLines } from "@drawbridge/contracts/approvals/before";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import { verifies } from "../../support/verifies.ts";

const columns = [
  { name: "id", type: "bigint" },
  { name: "na\u202eme", type: "varchar" },
];

describe("what a call would write, as it is now", () => {
  for (const [what, table, says] of [
    [
      "its rows and columns",
      { rows: 1_200, columns, moreColumns: 0 },
      "1,200 rows; 2 columns: id (bigint), na\\u{202e}me (varchar)",
    ],
    [
      "how many columns are left out",
      { rows: "unknown", columns, moreColumns: 40 },
      "unknown rows; 42 columns: id (bigint), na\\u{202e}me (varchar) and 40 more",
    ],
    [
      "a single row and column",
      { rows: 1, columns: columns.slice(0, 1), moreColumns: 0 },
      "1 row; 1 column: id (bigint)",
    ],
  ] as const) {
    it(verifies("presto.before", `A page says ${what}`), () => {
      const before = [{ object: "warehouse.ads.spend", ...table, columns: [...table.columns] }];
      assert.deepEqual(beforeLines({ before }, plainText), [{ object: "warehouse.ads.spend", says }]);
    });
  }

  it("A page says nothing where the server says nothing", () => assert.deepEqual(beforeLines({}, plainText), []));
});
