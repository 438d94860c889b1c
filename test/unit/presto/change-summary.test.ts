import assert from "node:assert/strict";
import { actOf, touchedBy } from "../../../reference-servers/servers/presto/change-summary.ts";
import { table } from "../../support/engines/object-names.ts";
import { verifies } from "../../support/verifies.ts";

describe("the line that names a change", () => {
  for (const [verb, targets, line] of [
    ["CREATE OR REPLACE TABLE AS", ["ads.campaigns"], "CREATE OR REPLACE TABLE ads.campaigns AS SELECT"],
    ["CREATE TABLE AS", ["ads.daily"], "CREATE TABLE ads.daily AS SELECT"],
    ["CREATE OR REPLACE VIEW", ["ads.v"], "CREATE OR REPLACE VIEW ads.v"],
    ["ALTER TABLE ADD COLUMN", ["ads.events"], "ALTER TABLE ads.events ADD COLUMN"],
    ["ALTER TABLE RENAME", ["ads.events", "ads.old"], "ALTER TABLE ads.events RENAME TO ads.old"],
    ["ALTER MATERIALIZED VIEW SET PROPERTIES", ["ads.m"], "ALTER MATERIALIZED VIEW ads.m SET PROPERTIES"],
    ["INSERT", ["ads.spend"], "INSERT INTO ads.spend"],
    ["DELETE", ["ads.spend"], "DELETE FROM ads.spend"],
    ["DROP TABLE", ["ads.spend"], "DROP TABLE ads.spend"],
    ["ANALYZE", [], "ANALYZE"],
  ] as const) {
    it(verifies("presto.act-named", `A change is described as "${line}"`), () =>
      assert.equal(actOf(verb, targets), line),
    );
  }
});

describe("the objects of a change", () => {
  it(
    verifies("presto.act-named", "An object that is changed is not listed among the objects that are only read"),
    () => {
      const resolved = (...tables: string[]) => ({ tables, objects: tables.map(table) });
      const targets = [table("ads.tmp")];
      const reads = [table("ads.v"), table("ads.events")];
      assert.deepEqual(touchedBy({ targets, reads }, resolved("w.ads.events", "w.ads.clicks")), {
        objects: ["ads.tmp", "ads.v", "w.ads.events", "w.ads.clicks"],
        writes: ["ads.tmp"],
        reads: ["ads.v", "w.ads.events", "w.ads.clicks"],
      });
      assert.deepEqual(touchedBy({ targets: [table("ads.events")], reads: [] }, resolved("w.ads.events")), {
        ...{ objects: ["w.ads.events"], writes: ["w.ads.events"], reads: [] },
      });
    },
  );
});
