import assert from "node:assert/strict";
import { structuredEntry } from "../../../../reference-servers/servers/spark/logs/structured.ts";
import { verifies } from "../../../support/verifies.ts";

const text = (entry: object): string => structuredEntry(JSON.stringify(entry))?.text ?? "";

describe("log lines in JSON", () => {
  it(verifies("spark.any-source", "A JSON log line of Spark 4 gives the exception with its frames"), () => {
    const entry = structuredEntry(
      JSON.stringify({
        ts: "2026-03-04T09:11:01.500Z",
        level: "ERROR",
        msg: "Query failed",
        exception: {
          class: "org.apache.spark.SparkException",
          msg: "[FAILED_READ_FILE.NO_HINT] broken",
          stacktrace: [{ class: "a.B", method: "c", file: "B.scala", line: 3 }],
        },
        logger: "MicroBatchExecution",
      }),
    );
    assert.equal(entry?.at, Date.UTC(2026, 2, 4, 9, 11, 1, 500));
    assert.match(
      entry?.text ?? "",
      /^ERROR MicroBatchExecution: Query failed\norg\.apache\.spark\.SparkException: \[FAILED_READ_FILE\.NO_HINT\] broken\n\tat a\.B\.c/,
    );
  });

  it(
    verifies("spark.any-source", "An exception in a JSON log line is read with all its causes, in every layout"),
    () => {
      const trace =
        "java.lang.RuntimeException: load\n\tat a.B.c(B.java:1)\nCaused by: java.net.UnknownHostException: db";
      for (const entry of [
        { "log.level": "ERROR", message: "no", "error.type": "java.lang.RuntimeException", "error.stack_trace": trace },
        { level: "ERROR", logger_name: "a.B", message: "no", stack_trace: trace },
        { levelname: "ERROR", message: "no", exc_info: trace },
        { level: "ERROR", msg: "no", exception: { class: "java.lang.RuntimeException", stacktrace: trace } },
        {
          level: "ERROR",
          message: "no",
          thrown: {
            name: "java.lang.RuntimeException",
            message: "load",
            cause: { name: "java.net.UnknownHostException", message: "db" },
          },
        },
      ]) {
        assert.match(text(entry), /Caused by: java\.net\.UnknownHostException: db/, JSON.stringify(entry));
      }
    },
  );

  it(verifies("spark.any-source", "A JSON object without a level is no log entry"), () => {
    assert.equal(structuredEntry('{"a":1}'), null);
    assert.equal(structuredEntry("{no json}"), null);
  });
});
