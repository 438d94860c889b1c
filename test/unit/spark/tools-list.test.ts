import assert from "node:assert/strict";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { sparkServer } from "@drawbridge/spark/server";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { verifies } from "../../support/verifies.ts";

describe("the Spark server's tools", () => {
  let kit: TestKit;
  before(async () => {
    kit = await startForTest(sparkServer);
  });
  after(() => kit.close());

  it(verifies("spark.small-list", "The Spark server lists at most eight tools, in at most 1,500 tokens"), async () => {
    const { tools } = await (await kit.connect({ user: "ada", groups: ["ads-eng"] })).listTools();
    const tokens = encode(JSON.stringify(tools)).length;
    assert.ok(tools.length <= 8, `${tools.length} tools`);
    assert.ok(tokens <= 1_500, `${tokens} tokens`);
  });

  it(verifies("spark.small-list", "The Spark server marks as read-only all tools that only read"), async () => {
    const { tools } = await (await kit.connect({ user: "ada", groups: ["ads-eng"] })).listTools();
    const writing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name);
    assert.deepEqual(writing, ["record_root_cause"]);
  });
});
