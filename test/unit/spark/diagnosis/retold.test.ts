/**
 * Text logs that retell failures of public reports: facts and message formats, with other names. Each file of the
 * folder `retold` holds one kind. A log begins with a line `## name :: cause|other cause :: pattern of the advice`;
 * where reports leave two causes open, either counts.
 */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sources } from "../../../../reference-servers/servers/spark/application/sources.ts";
import { causes } from "../../../../reference-servers/servers/spark/causes/all.ts";
import { type Diagnosis, diagnose } from "../../../../reference-servers/servers/spark/diagnosis/diagnose.ts";
import { logFolder } from "../../../../reference-servers/servers/spark/logs/locate.ts";
import { verifies } from "../../../support/verifies.ts";

const folder = new URL("./retold/", import.meta.url);
const app = "application_1793000000000_0099";

interface Retold {
  readonly name: string;
  readonly causes: readonly string[];
  readonly advice: RegExp | null;
  readonly log: string;
}

async function retoldIn(file: string): Promise<readonly Retold[]> {
  const text = await readFile(new URL(file, folder), "utf8");
  return text
    .split(/^## /m)
    .slice(1)
    .map((block) => {
      const [head = "", ...lines] = block.split("\n");
      const [name = "", expected = "", advice] = head.split(" :: ");
      return {
        name,
        causes: expected.split("|"),
        advice: advice === undefined ? null : new RegExp(advice),
        log: lines.join("\n"),
      };
    });
}

const kinds: Readonly<Record<string, string>> = {
  "echoes.txt": "What ended first counts, and not its echo",
  "noise.txt": "Noise and recovered failures are not the cause",
  "one-class.txt": "One exception class has several causes",
  "platforms.txt": "A failure of a platform is recognised",
  "further.txt": "A failure of a store, a queue or a service is recognised, or called unknown",
  "rarities.txt": "A failure that is rare is recognised, or called unknown",
  "quiet.txt": "A log that ends like a failure is no failure by that",
  "wrapped.txt": "A log is read through its wrapping",
};

describe("logs retold from public reports", () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "retold-logs-"));
  });
  after(() => rm(root, { recursive: true }));

  async function diagnosisOf(log: string): Promise<Diagnosis> {
    const logs = await mkdtemp(join(root, "one-"));
    await mkdir(join(logs, app));
    await writeFile(join(logs, app, "driver.log"), log);
    const readers = sources({ eventLogs: null, logs: logFolder(logs), history: null });
    const request = { user: "ada", signal: new AbortController().signal, progress() {} };
    const facts = await readers.facts(app, request);
    return diagnose(facts, (await readers.findings(facts, request)).value);
  }

  for (const [file, rule] of Object.entries(kinds)) {
    it(verifies("spark.strangers-logs", `${rule}: every log in ${file} gets its cause and advice`), async () => {
      const ids = new Set([...causes.map(({ id }) => id), "none", "unknown"]);
      for (const retold of await retoldIn(file)) {
        const { cause, confidence, fix } = await diagnosisOf(retold.log);
        assert.deepEqual(
          retold.causes.filter((expected) => !ids.has(expected)),
          [],
          retold.name,
        );
        assert.ok(
          retold.causes.includes(cause),
          `${retold.name}: ${cause} (${confidence}), not ${retold.causes.join(" or ")}`,
        );
        if (retold.advice !== null) assert.match(fix, retold.advice, retold.name);
      }
    }).timeout(20_000);
  }

  it(verifies("spark.strangers-logs", "Every file of retold logs is a kind with a rule of its own"), async () => {
    assert.deepEqual((await readdir(folder)).sort(), Object.keys(kinds).sort());
  });
});
