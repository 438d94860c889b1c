import assert from "node:assert/strict";
import type { SqlErrorCode } from "@drawbridge/presto/errors";
import {
  type Failure,
  readFailure,
} from "../../../../../reference-servers/servers/presto/engines/presto/engine-error.ts";
import { verifies } from "../../../../support/verifies.ts";

const failure = (errorName: string, message: string, more: Partial<Failure> = {}): Failure => ({
  errorName,
  errorType: "USER_ERROR",
  message,
  ...more,
});
const at = (lineNumber: number, columnNumber: number) => ({ errorLocation: { lineNumber, columnNumber } });

describe("a failure that the engine reports", () => {
  const codes: readonly (readonly [Failure, SqlErrorCode])[] = [
    [failure("SYNTAX_ERROR", "line 1:1: mismatched input 'selec'"), "invalid-sql"],
    [failure("DIVISION_BY_ZERO", "/ by zero"), "invalid-sql"],
    [failure("COLUMN_NOT_FOUND", "line 1:8: Column 'x' cannot be resolved"), "invalid-sql"],
    [failure("PERMISSION_DENIED", "Access Denied: Cannot access catalog memory"), "denied-by-engine"],
    [failure("READ_ONLY_VIOLATION", "Cannot execute write in a read-only transaction"), "not-a-read"],
    [failure("USER_CANCELED", "Query was canceled"), "cancelled"],
    [failure("ADMINISTRATIVELY_KILLED", "Query killed"), "cancelled"],
    [failure("SERVER_STARTING_UP", "", { errorType: "INTERNAL_ERROR" }), "engine-unreachable"],
    [failure("NO_NODES_AVAILABLE", "", { errorType: "INSUFFICIENT_RESOURCES" }), "engine-unreachable"],
    [failure("EXCEEDED_TIME_LIMIT", "", { errorType: "INSUFFICIENT_RESOURCES" }), "engine-failed"],
    [failure("GENERIC_INTERNAL_ERROR", "rewriteBase is null", { errorType: "INTERNAL_ERROR" }), "engine-failed"],
    [failure("HIVE_FILE_MISSING", "s3://bucket/x", { errorType: "EXTERNAL" }), "engine-failed"],
  ];
  for (const [reported, code] of codes) {
    it(`The engine's error ${reported.errorName} becomes ${code}`, () =>
      assert.equal(readFailure(reported, "").code, code));
  }

  it(verifies("presto.quiet-errors", "An engine's message is passed on if it contains only names"), () => {
    const messageOf = (message: string) => readFailure(failure("SYNTAX_ERROR", message, at(3, 8)), "", 1).message;
    assert.equal(
      messageOf("line 3:8: Column 'nope' cannot be resolved"),
      "Column 'nope' cannot be resolved at line 2, column 8.",
    );
    for (const sentence of [
      "Table tpch.tiny.nope does not exist",
      "Table 'a.b.c' does not exist",
      "Schema nope does not exist",
      "Catalog 'nope' not found",
      "Function foo not registered",
      "Column 'name' is ambiguous",
      "'name' must be an aggregate expression or appear in GROUP BY clause",
      "Schema must be specified when session schema is not set",
      "'=' cannot be applied to bigint, varchar(1)",
      "Incorrect number of parameters: expected 1 but found 0",
    ]) {
      assert.equal(messageOf(`line 3:8: ${sentence}`), `${sentence} at line 2, column 8.`);
    }
  });

  it(verifies("presto.quiet-errors", "An error never quotes a value from the engine's message"), () => {
    for (const message of [
      "line 1:1: mismatched input 'ada@example.com'. Expecting: <query>",
      "Cannot cast 'ada@example.com' to INT",
      "line 1:8: Column 'ada@example.com' cannot be resolved",
      "Column 'ada lovelace' cannot be resolved",
      "'(email = 'ada')' must be an aggregate expression or appear in GROUP BY clause",
      "Value 'ada' is not valid",
      "Column 'x' cannot be resolved: SELECT ada",
    ]) {
      const { message: messageOf, next } = readFailure(failure("SYNTAX_ERROR", message), "");
      assert.doesNotMatch(messageOf + next, /ada|example/, message);
    }
    const failureOfUnknownType = readFailure(failure("ada's secret", "x", { errorType: "EXTERNAL" }), "");
    assert.doesNotMatch(failureOfUnknownType.message, /secret/);
  });
});
