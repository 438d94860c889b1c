import assert from "node:assert/strict";
import { namesIn, readStackTrace } from "../../../../reference-servers/servers/knowledge/search/stack-trace.ts";
import { processorTime } from "../../../support/clocks/processor-time.ts";
import { verifies } from "../../../support/verifies.ts";

const jvm = "\tat org.example.A.run(A.scala:1)\n\tat org.example.B$.run(B.java:22)\n";
const python =
  '  File "/opt/a.py", line 1, in run\n    return go()\n  File "/opt/b.py", line 2, in <module>\n    go()\n';
const node = "    at Object.run [as go] (/srv/a.js:1:2)\n    at async next (/srv/b.js:3:4)\n";

describe("a pasted stack trace", () => {
  it(
    verifies(
      "knowledge.long-questions",
      "The cause of a stack trace is the last one of the JVM, the end of Python's and the beginning of JavaScript's",
    ),
    () => {
      for (const [text, cause] of [
        [`a.B: failed\n${jvm}Caused by: c.D: first\n${jvm}Caused by: e.F: last\n${jvm}`, "e.F: last"],
        [`a.B: failed\n${jvm}`, "a.B: failed"],
        [`Traceback (most recent call last):\n${python}ValueError: bad`, "go()\nValueError: bad"],
        [`TypeError: no function\n${node}`, "TypeError: no function"],
        [`a.B: failed ${jvm.replaceAll("\n", " ")}Caused by: e.F: last ${jvm.replaceAll("\n", " ")}`, "e.F: last"],
      ] as const) {
        assert.equal(readStackTrace(text)?.cause.trim(), cause);
      }
      assert.equal(readStackTrace(`a.B: failed\n${jvm}`)?.messages.replace(/\s+/g, " ").trim(), "a.B: failed");
      assert.equal(readStackTrace("Meet at noon (in the hall), and look at the file (a.txt)."), null);
      assert.equal(readStackTrace(""), null);
    },
  );

  it(verifies("knowledge.long-questions", "Names of programs differ from words by their form"), () => {
    assert.equal(
      namesIn("The job failed: SlowDown, ECONNRESET, spark.sql.shuffle and max_result at 12.5. HTTP."),
      "SlowDown ECONNRESET spark.sql.shuffle max_result HTTP",
    );
  });

  it(verifies("knowledge.hostile-input", "Text of any form is searched for a stack trace in linear time"), () => {
    for (const part of ["at ", "at a", "at a(", "at a (b) ", 'File "', 'File "a", line 1', "Caused by: ", "x.", "aB"]) {
      const workMs = processorTime();
      const text = part.repeat(Math.ceil(200_000 / part.length));
      readStackTrace(text);
      namesIn(text);
      assert.ok(workMs() < 2_000, part);
    }
  });
});
