import assert from "node:assert/strict";
import { inLines } from "../../../reference-servers/servers/presto/definition-layout.ts";
import { verifies } from "../../support/verifies.ts";

describe("a definition in lines", () => {
  it(verifies("presto.definition", "A table has a line for each column, whatever its type and default hold"), () => {
    assert.equal(
      inLines(
        `CREATE TABLE ads.t(id BIGINT, "a,(b" VARCHAR DEFAULT('x, (y'), s STRUCT(a INTEGER, b VARCHAR), PRIMARY KEY(id));`,
      ),
      `CREATE TABLE ads.t(
   id BIGINT,
   "a,(b" VARCHAR DEFAULT('x, (y'),
   s STRUCT(a INTEGER, b VARCHAR),
   PRIMARY KEY(id)
)`,
    );
  });

  it(verifies("presto.definition", "A view has a line for each clause and column of its outermost query"), () => {
    assert.equal(
      inLines(
        `CREATE VIEW ads.v (p, q) AS SELECT id, (SELECT max(id) FROM b WHERE (id > 3)) FROM a LEFT JOIN u USING (id) WHERE ((n = 'from, x')) ORDER BY id;`,
      ),
      `CREATE VIEW ads.v (p, q) AS
SELECT id,
   (SELECT max(id) FROM b WHERE (id > 3))
FROM a
LEFT JOIN u USING (id)
WHERE ((n = 'from, x'))
ORDER BY id`,
    );
  });

  it(verifies("presto.definition", "A definition that the engine printed in lines stays as it is"), () => {
    const printed = 'CREATE TABLE a.b.c (\n   "id" bigint\n)';
    assert.equal(inLines(`${printed};`), printed);
  });
});
