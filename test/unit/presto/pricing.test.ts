import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { refusal, refuseRestricted } from "@drawbridge/presto/pricing";
import type { RefusalCode } from "@drawbridge/presto/sql/verdict";
import { verifies } from "../../support/verifies.ts";

const as = (...groups: string[]) => ({ principal: { user: "ines", groups, surface: "local" as const } });

describe("a restricted schema", () => {
  const restricted = { finance: ["ads-eng", "finance"], legal: [] };
  const refused = (tables: string[], who = as("infra")) => {
    try {
      refuseRestricted(tables, who, restricted);
      return null;
    } catch (error) {
      return error instanceof SqlError ? `${error.code}: ${error.message}` : error;
    }
  };

  it(verifies("presto.restricted", "is read by its groups only, however its tables are named"), () => {
    for (const table of [
      "finance.revenue",
      "warehouse.finance.revenue",
      "FINANCE.revenue",
      'warehouse."finance".revenue',
      'finance."a.b"',
      '"ware.house".finance."a "".b"',
    ]) {
      assert.equal(
        refused(["ads.events", table]),
        "not-allowed: ines may not read tables of the schema finance: it is open to ads-eng and finance.",
      );
      assert.equal(refused([table], as("finance")), null);
    }
    assert.match(String(refused(["legal.cases"], as("ads-eng"))), /open to nobody/);
  });

  it("leaves every other name alone", () => {
    assert.equal(refused(["ads.events", "revenue", "finance", "ads.finance", "constructor.x", "__proto__.x"]), null);
  });
});

describe("a refusal of the first judge", () => {
  const codeOf = (code: RefusalCode) => {
    const error = refusal({ kind: "refused", code, message: "No.", next: "Do.", position: { line: 2, column: 5 } });
    assert.equal(error.message, "No. (line 2, column 5)");
    assert.equal(error.next, "Do.");
    return error.code;
  };

  it("tells what is no statement from what does not read", () => {
    assert.equal(codeOf("not-sql"), "invalid-sql");
    assert.equal(codeOf("empty"), "invalid-sql");
    assert.equal(codeOf("several-statements"), "not-a-read");
    assert.equal(codeOf("executing-function"), "not-a-read");
    assert.equal(codeOf("unknown-statement"), "not-a-read");
  });
});
