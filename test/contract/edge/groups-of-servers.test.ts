import assert from "node:assert/strict";
import type { Part } from "@drawbridge/contracts/part";
import { edgeProof, partSecretVariables, registryCredential } from "@drawbridge/contracts/part-secret";
import { startEdge } from "@drawbridge/edge/start";
import { startServer } from "@drawbridge/framework";
import { prestoServer } from "@drawbridge/presto/server";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { passTime } from "../../support/clocks/real-time.ts";
import { until } from "../../support/clocks/until.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { makeSmallWarehouse } from "../../support/engines/small-warehouse.ts";
import { verifies } from "../../support/verifies.ts";

const teams = Array.from({ length: 2_000 }, (_, index) => `CN=Équipe ${index},OU=Groups,DC=example`);
/** As a directory names a group: with a comma, and outside ASCII. */
const bigSpenders = "CN=Dépenses,OU=Groups,DC=example";

describe("a server's own settings that name groups, through the edge", function () {
  this.timeout(60_000);
  let world: World;
  let presto: Part;
  const ending: (() => Promise<unknown>)[] = [];
  before(async () => {
    world = await startWorld(startEdge);
    const warehouse = await makeSmallWarehouse();
    presto = await startServer(prestoServer, {
      PORT: "0",
      DRAWBRIDGE_REGISTRY_URL: world.registryUrl,
      [partSecretVariables.registryCredential]: registryCredential(world.rootSecret, "presto"),
      [partSecretVariables.edgeProof]: edgeProof(world.rootSecret, "presto"),
      DRAWBRIDGE_LOG_LEVEL: "silent",
      DRAWBRIDGE_WAREHOUSE: warehouse.file,
      PRESTO_BUDGET_BYTES: "1",
      PRESTO_GROUP_BUDGETS: JSON.stringify({ [bigSpenders]: { bytes: 1e12, rows: 1e12 } }),
    });
    ending.push(
      () => presto.close(),
      () => warehouse.dispose(),
      () => world.close(),
    );
    await until("presto has a policy", async () => (await fetch(`${presto.url}/readyz`)).ok);
    await passTime(2_500, "the edge asks the registry every two seconds, and reports no question");
  });
  after(async () => {
    for (const end of ending) await end();
  });

  const queryAs = async (groups: readonly string[]): Promise<string> => {
    const token = await world.issuer.mint({ groups });
    const client = new Client({ name: "test", version: "1" });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${world.edgeUrl}/mcp/presto`), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    ending.unshift(() => client.close());
    const sql = "SELECT max(device) AS last FROM ads.events";
    return JSON.stringify(await client.callTool({ name: "query", arguments: { sql } }));
  };

  it(verifies("groups.deciding", "A budget counts for a member of its group, who is in 2,000 others too"), async () => {
    assert.match(await queryAs(["ads-eng", ...teams, bigSpenders]), /\\"rows\\":\[\[/);
  });

  it(verifies("groups.many", "The same user without that group has the budget of everyone"), async () => {
    const answer = await queryAs(["ads-eng", ...teams]);
    assert.doesNotMatch(answer, /\\"rows\\":\[\[/);
    assert.match(answer, /budget|approv/i);
  });
});
