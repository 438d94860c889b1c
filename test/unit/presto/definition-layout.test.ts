import assert from "node:assert/strict";
import { inLines } from "../../../reference-servers/servers/presto/definition-layout.ts";
import { verifies } from "../../support/verifies.ts";

describe("a definition in lines", () => {
  it(verifies("presto.definition", "A table has a line for each column, with any type and default"), () => {
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

  it(verifies("presto.definition", "What an engine printed and what a person wrote come to the same layout"), () => {
    const printed = "CREATE VIEW a.b.c\nAS\nSELECT\n  id\n, 'x  y' n\nFROM\n  a.b.d\nWHERE (id > 3)\n";
    const written = "create view a.b.c AS select id, -- the key\n 'x  y' n from a.b.d /* all */ where (id > 3)";
    assert.equal(inLines(written), inLines(printed));
    assert.equal(
      inLines(printed),
      `CREATE VIEW a.b.c AS
SELECT id,
   'x  y' n
FROM a.b.d
WHERE (id > 3)`,
    );
  });

  it(verifies("presto.definition", "The properties of a table that Presto prints have lines of their own"), () => {
    const printed = "CREATE TABLE a.b.c (\n   id bigint\n)\nWITH (\n   format = 'ORC'\n)";
    assert.equal(inLines(printed), "CREATE TABLE a.b.c (\n   id bigint\n) WITH (\n   format = 'ORC'\n)");
  });
});
