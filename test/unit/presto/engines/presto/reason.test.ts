import assert from "node:assert/strict";
import { reasonWithoutValues } from "../../../../../reference-servers/servers/presto/engines/presto/reason.ts";
import { verifies } from "../../../../support/verifies.ts";

describe("the engine's reason", () => {
  for (const [message, sql, reason] of [
    [
      "line 1:1: Recursive WITH queries are not supported",
      "WITH RECURSIVE t(n) AS (VALUES (1)) SELECT n FROM t",
      "Recursive WITH queries are not supported",
    ],
    [
      "line 1:10: mismatched input 'FORM'. Expecting: '.', 'FROM', <expression>",
      "SELECT a FORM b",
      "mismatched input 'FORM'. Expecting: '.', 'FROM', <expression>",
    ],
    ["Division by zero", "SELECT 1 / n FROM t", "Division by zero"],
    ["Cannot cast 'ada@example.com' to INT", "SELECT CAST(email AS int) FROM t", "Cannot cast '…' to INT"],
    ["Value cannot be cast to date: 2026-13-01", "SELECT date(d) FROM t", "Value cannot be cast to date: …"],
    ["line 1:8: Unknown type: moo", "SELECT CAST(a AS moo)", "Unknown type: moo"],
    [
      "line 1:8: '(email = 'ada lovelace')' must be an aggregate expression or appear in GROUP BY clause",
      "SELECT email = 'ada lovelace' FROM t GROUP BY 1, id",
      "'…')' must be an aggregate expression or appear in GROUP BY clause",
    ],
    ["bigint addition overflow: 9223372036854775807 + 41", "SELECT a + 41 FROM t", "bigint addition overflow: …"],
    ["This connector does not support table versions", "SELECT 1", "This connector does not support table versions"],
    ["Query exceeded per-node memory limit of 512MB", "SELECT 1", "Query exceeded per-node memory limit of …"],
  ] as const) {
    it(verifies("presto.reason", `This message keeps its words and loses its values: ${message}`), () =>
      assert.equal(reasonWithoutValues(message, sql), reason),
    );
  }

  it(verifies("presto.quiet-errors", "No value of a statement, its comments or the data is in a reason"), () => {
    const sql =
      "SELECT a, 'ada', 'it''s m4rker' -- bob\n/* carol */ FROM t WHERE email = 'grace@example.com' AND 4111 = 'dave";
    for (const message of [
      "Invalid value: ada, it's m4rker, grace@example.com or 4111",
      "Invalid value ada in 'SELECT a, 'ada', 'it''s m4rker''",
      "bob and carol and dave cannot be resolved",
      'Cannot parse json: {"name": "ada", "card": "4111 1111"}',
      "Value 'grace@example.com' and value 'ada' are not valid",
      "Erin is not in the statement at all",
      "Zoë ist kein Wert, и 東京 auch nicht",
      "ｆａｉｌｅｄ ada m4rker",
    ]) {
      const reason = reasonWithoutValues(message, sql) ?? "";
      assert.doesNotMatch(reason, /ada|bob|carol|dave|grace|example|m4rker|4111|erin|zo|kein|東京|ａ|и/i, message);
    }
  });

  it(verifies("presto.reason", "A message of which only values would be left is no reason"), () => {
    for (const message of ["", "ada", "4111 1111", "'ada' 'bob'", "x: ada"])
      assert.equal(reasonWithoutValues(message, "SELECT 1"), null);
  });

  it(verifies("presto.quiet-errors", "A long reason is cut"), () => {
    const reason = reasonWithoutValues("not supported ".repeat(1_000), "SELECT 1") ?? "";
    assert.ok(reason.length <= 301 && reason.endsWith("…"));
  });
});
