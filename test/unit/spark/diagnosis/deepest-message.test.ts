import assert from "node:assert/strict";
import { causes } from "../../../../reference-servers/servers/spark/causes/all.ts";
import { matchesOf } from "../../../../reference-servers/servers/spark/diagnosis/cause-matches.ts";
import { deepestMessage } from "../../../../reference-servers/servers/spark/diagnosis/deepest-message.ts";
import { isNoise } from "../../../../reference-servers/servers/spark/diagnosis/noise.ts";
import { verifies } from "../../../support/verifies.ts";

const best = (text: string) =>
  matchesOf({ text, from: "driver", source: "driver.log:1", at: 0, weight: "given-up", count: 1 }, causes)[0];

describe("the deepest message of a failure", () => {
  it(verifies("spark.strangers-logs", "The deepest exception that is no wrapper is what a failure says"), () => {
    assert.equal(
      deepestMessage(
        "py4j.protocol.Py4JJavaError: An error occurred while calling o1.save.\n: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 failed, most recent failure: Lost task 0.3 in stage 1.0 (TID 3, h, executor 1): com.acme.SinkException: The sink said no\n\tat com.acme.Sink.put(Sink.java:1)\n\nDriver stacktrace:",
      ),
      "com.acme.SinkException: The sink said no",
    );
    assert.equal(
      deepestMessage(
        "java.lang.RuntimeException: outer\n\tat a.B.c(B.java:1)\nCaused by: com.acme.Deep: x: com.acme.InnerError: deep",
      ),
      "com.acme.InnerError: deep",
    );
    assert.equal(deepestMessage("ERROR Client: nothing with a class"), "ERROR Client: nothing with a class");
  });

  it(verifies("spark.strangers-logs", "An unknown class is judged by its words, as a hint"), () => {
    for (const [cause, text] of [
      ["service-unreachable", "com.acme.SinkException: The connection was closed by the peer"],
      ["permission-denied", "com.acme.SinkException: Caller is not allowed to write"],
      ["missing-table", "com.acme.SinkException: The topic clicks was not found"],
      ["invalid-configuration", "com.acme.SinkException: The endpoint is not configured"],
      ["schema-mismatch", "com.acme.SinkException: Schema of the batch does not match"],
      ["write-conflict", "com.acme.SinkException: Another writer holds the table"],
    ] as const) {
      const match = best(text);
      assert.deepEqual([match?.cause.id, match?.strength, match?.isInWords], [cause, "hint", true], text);
    }
  });

  it(verifies("spark.strangers-logs", "Words of the program's own errors say nothing about other systems"), () => {
    assert.equal(
      best("Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'permission'")?.cause.id,
      "user-code",
    );
  });

  it(verifies("spark.strangers-logs", "What working applications log is no cause"), () => {
    for (const text of [
      "26/10/11 16:52:57 WARN Shell: Did not find winutils.exe: java.io.FileNotFoundException: Could not locate Hadoop executable",
      "26/10/11 16:52:57 WARN ObjectStore: Failed to get database global_temp, returning NoSuchObjectException",
      'SLF4J: Failed to load class "org.slf4j.impl.StaticLoggerBinder".',
      "26/10/11 16:52:57 WARN JettyUtils: GET /jobs/ failed: java.util.NoSuchElementException",
    ])
      assert.equal(isNoise(text), true, text);
    assert.equal(isNoise("26/10/11 16:52:57 ERROR Main: java.io.FileNotFoundException: /in"), false);
  });
});
