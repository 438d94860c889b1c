import assert from "node:assert/strict";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { knowledgeServer } from "@drawbridge/knowledge/server";
import { until } from "../../support/clocks/until.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, FetchAnswer, found, ines, SourcesAnswer } from "./running-knowledge.ts";

describe("the demo's documents", () => {
  let kit: TestKit;
  before(async () => {
    const sources = `${repository}reference-servers/servers/knowledge/samples/sources.json`;
    kit = await startForTest(knowledgeServer, {
      settings: { DATABASE_URL: await freshDatabase(), KNOWLEDGE_SOURCES: sources },
    });
    const client = await kit.connect(ines);
    await until("the samples are read", async () => {
      const { sources: listed } = SourcesAnswer.parse(await answer(client, "list_sources"));
      return listed.filter(({ looked_through }) => looked_through !== null).length === 2;
    });
  });
  after(() => kit.close());

  it(
    verifies(
      "knowledge.answers",
      "The demo's documents answer a question in plain words, with source, address and age",
    ),
    async () => {
      const [first] = await found(await kit.connect(ada), "what do I do when a spark executor runs out of memory?");
      assert.ok(first);
      assert.equal(first.section, "Spark jobs that fail › An executor runs out of memory");
      assert.equal(first.source, "runbooks");
      assert.equal(first.url, "urn:drawbridge:knowledge:runbooks:spark-failures.md");
      assert.match(first.text, /memoryOverhead/);
      assert.match(first.freshness.changed, /^\d{4}-\d\d-\d\d$/);
    },
  );

  it(verifies("knowledge.connector", "A demo document is fetched whole by an id from search"), async () => {
    const client = await kit.connect(ada);
    const [first] = await found(client, "broadcast join timeout");
    assert.ok(first);
    const [document = ""] = first.id.split("-");
    const { text, title, url } = FetchAnswer.parse(await answer(client, "fetch", { id: document }));
    assert.equal(title, "Spark jobs that fail");
    assert.equal(url, first.url);
    assert.ok(text.includes(first.text));
  });
});
