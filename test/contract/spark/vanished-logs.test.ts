/** Logs and folders of logs that vanish: a disk or share that goes away, a log that Spark renames, one that is deleted. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sources } from "../../../reference-servers/servers/spark/application/sources.ts";
import { headOf } from "../../../reference-servers/servers/spark/events/head.ts";
import { eventLogs } from "../../../reference-servers/servers/spark/events/locate.ts";
import { logFolder } from "../../../reference-servers/servers/spark/logs/locate.ts";
import { openText } from "../../../reference-servers/servers/spark/logs/open.ts";
import { verifies } from "../../support/verifies.ts";
import { diagnosed, failure, type RunningSpark, startSpark, writeFailed } from "./running-spark.ts";

const app = "application_1795000000000_0042";
const { signal } = new AbortController();

describe("logs that vanish", () => {
  let spark: RunningSpark;
  let logs: string;
  beforeEach(async () => {
    logs = await mkdtemp(join(tmpdir(), "drawbridge-spark-logs-"));
    spark = await startSpark({ SPARK_LOG_DIR: logs });
    await writeFailed(spark.folder, app);
    await writeFile(join(logs, `${app}.log`), "26/01/01 10:00:00 INFO SparkContext: Running Spark version 3.5.1\n");
  });
  afterEach(async () => {
    await spark.close();
    await rm(logs, { recursive: true, force: true });
  });

  for (const [what, tool, args] of [
    ["event logs", "find_apps", {}],
    ["event logs", "app_summary", { app }],
    ["text logs", "search_log", { app, text: "Spark" }],
  ] as const) {
    it(verifies("spark.vanished-logs", `${tool} says that the folder of ${what} is away, and what to do`), async () => {
      await rm(what === "event logs" ? spark.folder : logs, { recursive: true });
      const text = await failure(spark.client, tool, args);
      assert.match(text, new RegExp(`folder of ${what} is not there.*Try again in a minute`));
      assert.doesNotMatch(text, /something went wrong/);
    });
  }

  it(
    verifies("spark.vanished-logs", "The diagnosis uses the event log while the folder of text logs is away"),
    async () => {
      await rm(logs, { recursive: true });
      const { cause, gaps } = await diagnosed(spark.client, app);
      assert.equal(cause, "bad-cast");
      assert.match(
        gaps.join("\n"),
        /^its text logs could not be read: This server's folder of text logs is not there/m,
      );
      assert.match(gaps.join("\n"), /^no log of its driver was read/m);
    },
  );

  it(
    verifies("spark.vanished-logs", "The diagnosis uses the text logs while the folder of event logs is away"),
    async () => {
      await rm(spark.folder, { recursive: true });
      const { gaps } = await diagnosed(spark.client, app);
      assert.match(
        gaps.join("\n"),
        /^its event log could not be read: This server's folder of event logs is not there/m,
      );
      assert.match(gaps.join("\n"), /only its text logs were read/);
    },
  );

  it(
    verifies("spark.vanished-logs", "The diagnosis fails and says which folder is away if nothing can be read"),
    async () => {
      await rm(spark.folder, { recursive: true });
      await rm(logs, { recursive: true });
      const text = await failure(spark.client, "diagnose_app", { app });
      assert.match(text, /folder of event logs is not there.*Try again in a minute/);
    },
  );

  it(
    verifies("spark.vanished-logs", "A text log that cannot be read is named, and the other logs are used"),
    async () => {
      const [name, other] = [`${app}.log`, `${app}-executor-1.log`];
      const folder = logFolder(logs);
      const withGone = {
        ...folder,
        logsOf: async (id: string) => [
          ...(await folder.logsOf(id)),
          { name: other, path: join(logs, "gone", other), bytes: 1, of: "executor" as const },
        ],
      };
      const readers = sources({ eventLogs: spark.folder, logs: withGone, history: null });
      const request = { user: "ada", signal, progress() {} };
      const { value, unread } = await readers.findings(await readers.facts(app, request), request);
      assert.deepEqual(value, [], `${name} was read`);
      assert.deepEqual(
        unread.map(({ what, error }) => [what, error.code]),
        [[other, "unreadable-log"]],
      );
    },
  );

  it(
    verifies("spark.vanished-logs", "A History Server that does not answer hides no text logs from diagnose_app"),
    async () => {
      const closed = await startSpark({ SPARK_LOG_DIR: logs, SPARK_HISTORY_URL: "http://127.0.0.1:9" });
      const { gaps } = await diagnosed(closed.client, app);
      assert.match(gaps.join("\n"), /^the History Server could not be read: The Spark History Server does not answer/m);
      await closed.close();
    },
  );

  it(
    verifies("spark.vanished-logs", "A log that Spark renames while the folder is listed hides no other log"),
    async () => {
      const [running, ended] = [`${app}_7.inprogress`, `${app}_7`].map((name) => join(spark.folder, name));
      await writeFailed(spark.folder, `${app}_7`);
      let listing = true;
      const renames = (async () => {
        while (listing) {
          await rename(ended ?? "", running ?? "");
          await rename(running ?? "", ended ?? "");
        }
      })();
      for (let lists = 0; lists < 300; lists += 1) {
        const ids = (await eventLogs(spark.folder)).map(({ id }) => id);
        assert.ok(ids.includes(app), ids.join());
      }
      listing = false;
      await renames;
    },
  );

  it(
    verifies("spark.vanished-logs", "An event log that cannot be read stays in the list by the id of its name"),
    async () => {
      const [log] = await eventLogs(spark.folder);
      assert.ok(log);
      await rm(join(spark.folder, app));
      assert.deepEqual(await headOf(log, signal), { id: app, name: null, user: null });
    },
  );

  it(verifies("spark.vanished-logs", "A text log that vanishes after it was found gets words of its own"), async () => {
    for (const name of [`${app}.log`, `${app}.log.gz`])
      await assert.rejects(
        async () => {
          for await (const bytes of openText(join(logs, "gone", name), signal)) assert.fail(String(bytes));
        },
        { name: "SparkError", code: "unreadable-log" },
      );
  });

  it(
    verifies("spark.vanished-logs", "Folders that come and go below the folder of text logs hide no other log"),
    async () => {
      const folder = logFolder(logs);
      let reading = true;
      const changes = (async () => {
        while (reading) {
          await mkdir(join(logs, "other", "deep"), { recursive: true });
          await writeFile(join(logs, "other", "deep", "a.log"), "text");
          await rm(join(logs, "other"), { recursive: true });
        }
      })();
      for (let reads = 0; reads < 200; reads += 1)
        assert.deepEqual(
          (await folder.logsOf(app)).map(({ name }) => name),
          [`${app}.log`],
        );
      reading = false;
      await changes;
    },
  );
});
