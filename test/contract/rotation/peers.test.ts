/** The credential that Spark shows to the Knowledge server, which has it among its peers. */
import assert from "node:assert/strict";
import { acceptedOf } from "@drawbridge/contracts/secret";
import { knowledgeClient } from "../../../reference-servers/servers/spark/knowledge/client.ts";
import { readSparkSettings } from "../../../reference-servers/servers/spark/settings.ts";
import { until } from "../../support/clocks/until.ts";
import { SecretFiles } from "../../support/secrets/secret-files.ts";
import { callsUnderWay } from "../../support/secrets/under-way.ts";
import { verifies } from "../../support/verifies.ts";
import { startKnowledge } from "../knowledge/running-knowledge.ts";

const [before, next] = ["the-credential-before", "the-next-credential"] as const;
const ask = { failure: { cause: "c", fingerprint: "f", text: "t" }, groups: ["ads-eng"], limit: 1 };

describe("a change of the credential between two servers", function () {
  this.timeout(60_000);

  it(verifies("secrets.peers", "Spark asks the Knowledge server all the time, and no question fails"), async () => {
    const files = new SecretFiles<"peers" | "credential">();
    files.write("peers", `spark=${before}`);
    files.write("credential", before);
    const knowledge = await startKnowledge([], {
      DRAWBRIDGE_PEERS_FILE: files.path("peers"),
      DRAWBRIDGE_PEERS_OTHER_FILE: files.path("peers-other"),
    });
    const { knowledge: place } = readSparkSettings({
      KNOWLEDGE_URL: knowledge.kit.url,
      KNOWLEDGE_CREDENTIAL_FILE: files.path("credential"),
    });
    assert.ok(place);
    const client = knowledgeClient(place.url, place.credential);
    const questions = callsUnderWay(async () => void (await client.similar(ask, AbortSignal.timeout(10_000))));
    const statusOf = async (credential: string): Promise<number> => {
      const headers = { authorization: `Bearer ${credential}` };
      return (await fetch(`${knowledge.kit.url}/internal/v1/root-causes/none`, { headers })).status;
    };
    try {
      await questions.some();
      assert.deepEqual([await statusOf(before), await statusOf(next)], [404, 401]);

      files.write("peers", `spark=${before}`, `spark=${next}`);
      await until("the Knowledge server accepts both", async () => (await statusOf(next)) === 404);
      assert.equal(await statusOf(before), 404);
      await questions.some();

      files.write("credential", next);
      await until("Spark shows the next one", () => acceptedOf(place.credential)[0] === next);
      await questions.some();

      files.write("peers", `spark=${next}`);
      await questions.some();
      assert.equal(await statusOf(next), 404);
      assert.deepEqual(questions.failures, []);
    } finally {
      await questions.close();
      await knowledge.close();
      files.remove();
    }
  });
});
