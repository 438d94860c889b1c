import assert from "node:assert/strict";
import { maxDefinitionLength } from "@drawbridge/contracts/approvals/definition-change";
import { definitionChange, redefines } from "../../../reference-servers/servers/presto/redefinition.ts";
import { isSecretName } from "../../../reference-servers/servers/presto/secret-names.ts";
import { verifies } from "../../support/verifies.ts";

const object = "ads.seen";
const now = "CREATE VIEW ads.seen AS SELECT 1 AS n";
const after = "CREATE VIEW ads.seen AS SELECT 2 AS n";

describe("what a plan shows of a definition", () => {
  for (const [verb, replaces, expected] of [
    ["CREATE VIEW", true, true],
    ["CREATE TABLE AS", true, true],
    ["ALTER TABLE ADD COLUMN", false, true],
    ["ALTER VIEW RENAME", false, true],
    ["CREATE VIEW", false, false],
    ["DROP VIEW", false, false],
    ["DELETE", false, false],
    ["ALTER SCHEMA RENAME", false, false],
  ] as const) {
    const what = `${verb}${replaces ? " with OR REPLACE" : ""}`;
    it(verifies("presto.definition", `${what} ${expected ? "changes" : "does not change"} a definition`), () => {
      assert.equal(redefines({ verb, replaces }), expected);
    });
  }

  it(verifies("presto.definition", "A plan shows both sides in the same layout"), () => {
    assert.deepEqual(definitionChange({ object, now, after }, false), {
      ...{ object, why: null },
      now: "CREATE VIEW ads.seen AS\nSELECT 1 AS n",
      after: "CREATE VIEW ads.seen AS\nSELECT 2 AS n",
    });
  });

  it(
    verifies("presto.definition", "A plan shows neither side where a restricted schema is involved, and says why"),
    () => {
      const { now: before, after: later, why } = definitionChange({ object, now, after }, true);
      assert.deepEqual([before, later], [null, null]);
      assert.match(why ?? "", /restricted schema/);
    },
  );

  it(verifies("presto.definition", "A plan says why a side is not shown"), () => {
    assert.match(definitionChange({ object, now: null, after }, false).why ?? "", /does not show its definition/);
    const unknown = definitionChange({ object, now, after: null }, false);
    assert.match(unknown.why ?? "", /known only after the change/);
    assert.notEqual(unknown.now, null);
    const long = `CREATE VIEW v AS SELECT '${"x".repeat(maxDefinitionLength)}'`;
    const { now: before, why } = definitionChange({ object, now: long, after }, false);
    assert.equal(before, null);
    assert.match(why ?? "", /longer than 8,000 characters/);
  });

  it(verifies("presto.definition", "A plan shows no value on a line that names a secret"), () => {
    const table = `CREATE TABLE t(id BIGINT DEFAULT('7'), api_token VARCHAR DEFAULT('hu''sh'), url VARCHAR DEFAULT('jdbc:x?password=hush'));`;
    assert.equal(
      definitionChange({ object, now: table, after }, false).now,
      `CREATE TABLE t(
   id BIGINT DEFAULT('7'),
   api_token VARCHAR DEFAULT('…'),
   url VARCHAR DEFAULT('…')
)`,
    );
  });

  it(
    verifies("presto.definition", "A plan hides a secret that goes over several lines, and no quote in a name ends it"),
    () => {
      const view = `CREATE VIEW v AS\nSELECT 'hu\nsh' AS password,\n   'shown' AS "it's"`;
      assert.equal(
        definitionChange({ object, now: view, after }, false).now,
        `CREATE VIEW v AS\nSELECT '…' AS password,\n   'shown' AS "it's"`,
      );
    },
  );

  for (const name of ["password", "API_KEY", "clientSecret", "refresh_token", "aws_access_key_id", "db-passwd"]) {
    it(verifies("presto.sample", `The name ${name} says that it holds a secret`), () => {
      assert.equal(isSecretName(name), true);
    });
  }

  for (const name of ["id", "key", "campaign", "passenger", "primary_key_count"]) {
    it(verifies("presto.sample", `The name ${name} does not say that it holds a secret`), () => {
      assert.equal(isSecretName(name), false);
    });
  }
});
