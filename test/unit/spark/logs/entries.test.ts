import assert from "node:assert/strict";
import { entriesOf, type LogEntry } from "../../../../reference-servers/servers/spark/logs/entries.ts";
import { verifies } from "../../../support/verifies.ts";

async function read(...lines: readonly string[]): Promise<readonly LogEntry[]> {
  async function* bytes() {
    for (const line of lines) yield Buffer.from(line);
  }
  const entries: LogEntry[] = [];
  for await (const entry of entriesOf(bytes())) entries.push(entry);
  return entries;
}

const levels = (entries: readonly LogEntry[]) => entries.map(({ level }) => level);

describe("entries of a text log", () => {
  it(verifies("spark.any-source", "A progress bar hides neither a traceback nor an entry"), async () => {
    const bar = "[Stage 3:=====>      (2 + 2) / 8]";
    const entries = await read(
      `\r${bar}\r${" ".repeat(40)}\rTraceback (most recent call last):`,
      '  File "job.py", line 3, in <module>',
      "ValueError: no",
      `${bar}26/11/21 18:11:36 ERROR Executor: Exception in task`,
    );
    assert.deepEqual(levels(entries), ["TRACEBACK", "ERROR"]);
    assert.equal(entries[1]?.at, Date.UTC(2026, 10, 21, 18, 11, 36));
  });

  it(
    verifies("spark.any-source", "A traceback of another thread, a destructor or logging does not end the program"),
    async () => {
      for (const firstLine of [
        "Exception in thread Thread-13 (wipe):",
        "Exception ignored in: <function f>",
        "--- Logging error ---",
      ]) {
        assert.deepEqual(levels(await read(firstLine, "Traceback (most recent call last):", "KeyError: 1")), [
          "OTHER",
          "ERROR",
        ]);
      }
    },
  );

  it(
    verifies("spark.any-source", "A chain of exceptions is one entry, and two tracebacks are two entries"),
    async () => {
      const chain = [
        "Traceback (most recent call last):",
        "KeyError: 1",
        "",
        "During handling of the above exception, another exception occurred:",
        "",
      ];
      assert.deepEqual(levels(await read(...chain, "Traceback (most recent call last):", "ValueError: no")), [
        "TRACEBACK",
      ]);
      const two = [
        "Traceback (most recent call last):",
        "KeyError: 1",
        "going on",
        "Traceback (most recent call last):",
        "ValueError: no",
      ];
      assert.deepEqual(levels(await read(...two)), ["TRACEBACK", "TRACEBACK"]);
    },
  );

  it(verifies("spark.any-source", "Levels are read in the layouts of Python programs"), async () => {
    const entries = await read(
      "2026-11-21 18:11:36,123 - etl.load - ERROR - no rows",
      "ERROR:root:no rows",
      "[2026-11-21T18:11:36.123+0000] {load.py:12} WARNING - few rows",
    );
    assert.deepEqual(levels(entries), ["ERROR", "ERROR", "WARN"]);
  });

  it(
    verifies("spark.first-failure", "The zone of a time is respected, and the level may come before the time"),
    async () => {
      const entries = await read(
        "2026-11-21T18:11:36.123+0200 ERROR Job: no",
        "2026-11-21 18:11:36 ERROR Job: no",
        "ERROR [2026-11-21T18:11:36.123Z] org.acme.Job: no",
      );
      assert.deepEqual(levels(entries), ["ERROR", "ERROR", "ERROR"]);
      assert.deepEqual(
        entries.map(({ at }) => at),
        [16, 18, 18].map((hour) => Date.UTC(2026, 10, 21, hour, 11, 36)),
      );
    },
  );

  it(verifies("spark.any-source", "The wrapping that a container runtime puts around a line is removed"), async () => {
    const line = "26/11/21 18:11:36 ERROR Job: no";
    const entries = await read(
      `2026-11-21T18:11:36.5Z stderr F ${line}`,
      JSON.stringify({ log: `${line}\n`, stream: "stderr", time: "2026-11-21T18:11:36.5Z" }),
    );
    assert.deepEqual(
      entries.map(({ text }) => text),
      [line, line],
    );
    const damaged = '{"log":"a\\x","stream":"stderr"}';
    assert.equal((await read(damaged))[0]?.text, damaged);
  });

  it(verifies("spark.any-source", "An exception without a traceback is an entry of its own"), async () => {
    const entries = await read(
      "26/11/21 18:11:36 INFO DAGScheduler: Submitting tasks",
      "pyspark.errors.AnalysisException: [MISSING_GROUP_BY] no",
      "26/11/21 18:11:37 WARN Client: retrying",
      "java.net.ConnectException: refused",
    );
    assert.deepEqual(levels(entries), ["INFO", "TRACEBACK", "WARN"]);
  });

  it(verifies("spark.any-source", "Levels are read in layouts that have the time in another form"), async () => {
    for (const line of [
      "14489 [dag-scheduler-event-loop] ERROR org.apache.spark.executor.Executor  - Exception in task 0.0",
      "26 Oct 2026 10:22:31 ERROR Executor: Exception in task 0.0",
      "Oct 26, 2026 10:22:31 AM [main] ERROR org.apache.spark.executor.Executor - Exception in task 0.0",
      "10/26/2026 10:22:31 [worker-1] [Executor] ERROR Exception in task 0.0",
    ])
      assert.deepEqual(levels(await read(line, "java.io.IOException: no")), ["ERROR"], line);
  });

  it(
    verifies("spark.any-source", "A failure that a program prints after a warning is an entry of its own"),
    async () => {
      const warning = "26/11/21 18:11:36 WARN TokenCache: cache miss";
      assert.deepEqual(
        levels(
          await read(
            warning,
            "Table exists and will be merged.",
            "UnsupportedOperationException             Traceback (most recent call last)",
            "UnsupportedOperationException: [SOME_CLASS] no",
          ),
        ),
        ["WARN", "TRACEBACK"],
      );
      assert.deepEqual(levels(await read(warning, "code:      0", "com.acme.StorageException: no")), ["WARN", "ERROR"]);
      assert.deepEqual(levels(await read(warning, "An error was encountered:", "no route")), ["WARN", "ERROR"]);
      assert.deepEqual(levels(await read(warning, "java.io.IOException: of the warning")), ["WARN"]);
    },
  );

  it(verifies("spark.any-source", "An exception after a JSON entry is an entry of its own"), async () => {
    const entry = '{"ts":"2026-12-15T08:00:06Z","level":"WARN","msg":"large task","logger":"DAGScheduler"}';
    assert.deepEqual(levels(await read(entry, "org.apache.spark.sql.AnalysisException: no")), ["WARN", "TRACEBACK"]);
  });

  it(verifies("spark.any-source", "A stack trace that a program logs line by line is one entry"), async () => {
    const head = "[2026-10-09 08:20:49,716] ERROR job.Runner [] - ";
    const [entry, ...others] = await read(
      `${head}java.io.IOException: no`,
      `${head}    at com.acme.Job.run(Job.java:12)`,
      `${head}Caused by: java.net.ConnectException: refused`,
    );
    assert.equal(others.length, 0);
    assert.match(entry?.text ?? "", /^Caused by: java\.net\.ConnectException/m);
  });

  it(
    verifies("spark.hostile-logs", "A line that could match a layout in many ways is read in a short time"),
    async () => {
      const started = performance.now();
      for (const part of ["a-", "a:-:-", "[a]", "- ", "| ", "[31m", " - From Python: "])
        for (const time of ["2026-01-01 10:22:33 ", "10:22:33 ", ""]) await read(time + part.repeat(20_000));
      assert.ok(performance.now() - started < 5_000);
    },
  );
});
