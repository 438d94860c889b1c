import assert from "node:assert/strict";
import { verifies } from "../../support/verifies.ts";
import {
  ada,
  answer,
  DocumentFolder,
  found,
  ines,
  type RunningKnowledge,
  SearchAnswer,
  startKnowledge,
} from "./running-knowledge.ts";

const frames = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join("\n");
const sparkTrace =
  `java.lang.RuntimeException: failed\n${frames(40, (at) => `\tat org.example.etl.steps.Part${String.fromCharCode(97 + (at % 26))}.run(Part${at}.scala:${at})`)}\n` +
  "Caused by: io.delta.exceptions.ConcurrentDeleteDeleteException: This transaction attempted to delete files that were deleted by a concurrent update\n";
const pythonTrace =
  `Traceback (most recent call last):\n${frames(60, (at) => `  File "/opt/app/steps/load_${at}.py", line ${at}, in run\n    return self.run(step=${at})`)}\n` +
  "pyarrow.lib.ArrowInvalid: Casting from timestamp[ns] to timestamp[us] would lose data: 1700000000000000001\n";
const nodeTrace = `Error: read ECONNRESET\n${frames(80, (at) => `    at Object.run (/srv/app/node_modules/step-${at}/index.js:${at}:1)`)}\n  errno: -104,\n  code: 'ECONNRESET',\n  syscall: 'read'\n`;
const middleTrace =
  `java.lang.IllegalStateException: job failed\n${frames(30, (at) => `\tat org.example.Run${at}.run(Run.java:${at})`)}\n` +
  `Caused by: org.apache.hadoop.hive.metastore.api.NoSuchLockException: No such lock: 81234\n${frames(30, (at) => `\tat org.example.Call${at}.run(Call.java:${at})`)}\n`;

const files: Readonly<Record<string, string>> = {
  "delta.md":
    "# Two jobs delete at once\n\nA `ConcurrentDeleteDeleteException` means that two jobs compacted one table.\n",
  "arrow.md": "# Casting of timestamps\n\n`ArrowInvalid` on a timestamp in nanoseconds: coerce the timestamps.\n",
  "reset.md": "# A connection is closed\n\n`ECONNRESET` from the proxy: it closes idle connections after a minute.\n",
  "lock.md": "# Locks of the metastore\n\nNoSuchLockException: the heartbeat of the transaction came too late.\n",
  "runtime.md":
    "# Jobs that failed\n\nA java.lang.RuntimeException says that a job failed. Run the steps of the job again. The job has run.\n",
  "runs.md":
    "# Run the steps\n\nEach part of the example is run as a step: run.py, Run.java, run the app, return self, index.js.\n",
  "files.md": "# Files\n\nThis transaction is about files and about updates of files, most recent call last.\n",
};

describe("a long question", function () {
  this.timeout(60_000);
  let folder: DocumentFolder;
  let secret: DocumentFolder;
  let knowledge: RunningKnowledge;
  before(async () => {
    folder = await DocumentFolder.make(files);
    secret = await DocumentFolder.make({
      "secret.md": "# Secret\n\nConcurrentDeleteDeleteException, NoSuchLockException.\n",
    });
    knowledge = await startKnowledge([
      { name: "runbooks", kind: "folder", folder: folder.path, url: "https://docs.example.com", groups: ["ads-eng"] },
      { name: "secret", kind: "folder", folder: secret.path, groups: ["infra"] },
    ]);
  });
  after(async () => {
    await knowledge.close();
    await Promise.all([folder.dispose(), secret.dispose()]);
  });
  const first = async (query: string): Promise<string | undefined> =>
    (await found(await knowledge.connect(ada), query))[0]?.url.replace("https://docs.example.com/", "");

  for (const [name, trace, file] of [
    ["Spark", sparkTrace, "delta.md"],
    ["Python", pythonTrace, "arrow.md"],
    ["Node.js", nodeTrace, "reset.md"],
    ["the middle of a Java", middleTrace, "lock.md"],
  ] as const) {
    it(
      verifies("knowledge.long-questions", `A pasted stack trace of ${name} finds the page about its rarest word`),
      async () => {
        assert.equal(await first(trace), file);
        assert.equal(await first(trace.replaceAll("\n", " ")), file, "in one line");
        assert.equal(await first(`What do I do about this?\n\n\`\`\`\n${trace}\n\`\`\``), file, "in a question");
      },
    );
  }

  it(
    verifies("knowledge.long-questions", "A question that is cut says so, and is found by its beginning and its end"),
    async () => {
      const client = await knowledge.connect(ada);
      const filling = frames(20_000, (at) => `\tat org.example.etl.Step${at}.run(Step.scala:${at})`);
      for (const query of [`${filling}\n${sparkTrace}`, `${sparkTrace}\n${filling}`]) {
        assert.ok(query.length > 500_000);
        const began = performance.now();
        const result = SearchAnswer.parse(await answer(client, "search", { query }));
        const elapsedMs = performance.now() - began;
        console.log(`      a question of ${query.length} characters: ${elapsedMs.toFixed(0)} ms`);
        assert.match(result.question_cut ?? "", /longer than 40000 characters.*decisive line/);
        assert.match(result.results[0]?.text ?? "", /ConcurrentDeleteDeleteException/);
        assert.ok(elapsedMs < 8_000);
      }
      assert.equal(SearchAnswer.parse(await answer(client, "search", { query: sparkTrace })).question_cut, undefined);
    },
  );

  it(verifies("knowledge.hostile-input", "Long questions of any kind are answered in bounded time"), async () => {
    for (const query of [
      "x".repeat(100_000),
      "aB".repeat(50_000),
      "a.".repeat(50_000),
      "止損".repeat(50_000),
      "' | ".repeat(20_000),
      "\u0000\ud800".repeat(10_000),
      frames(5_000, (at) => `word${at}`),
      frames(3_000, (at) => `the job ${at} run failed files steps`),
    ]) {
      const began = performance.now();
      await found(await knowledge.connect(ada), query);
      assert.ok(performance.now() - began < 8_000, query.slice(0, 20));
    }
  });

  it(
    verifies(
      "knowledge.groups",
      "Documents that the caller may not read do not change which words of a long question decide",
    ),
    async () => {
      const alone = await startKnowledge([
        { name: "runbooks", kind: "folder", folder: folder.path, url: "https://docs.example.com", groups: ["ads-eng"] },
      ]);
      try {
        for (const query of [sparkTrace, middleTrace, pythonTrace]) {
          assert.deepEqual(
            await found(await knowledge.connect(ada), query),
            await found(await alone.connect(ada), query),
          );
          assert.ok((await found(await knowledge.connect(ines), query)).every(({ source }) => source === "secret"));
        }
      } finally {
        await alone.close();
      }
    },
  );
});
