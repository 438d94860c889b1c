import assert from "node:assert/strict";
import { ApprovalTicket, ConsumeRefusal, grantIssuer, grantIssuerHeader } from "@drawbridge/contracts/approvals";
import type { Part } from "@drawbridge/contracts/part";
import { partSecretVariables, registryCredential } from "@drawbridge/contracts/part-secret";
import { planOf } from "../../support/approvals/plan.ts";
import { startIssuer } from "../../support/identity/issuer.ts";
import { freePort } from "../../support/network/listening.ts";
import { assertContent } from "../../support/upgrade/content.ts";
import { restoredDump } from "../../support/upgrade/dump.ts";
import { olderCommit, olderRelease } from "../../support/upgrade/older-release.ts";
import { dumpSecrets } from "../../support/upgrade/secrets.ts";
import { verifies } from "../../support/verifies.ts";
import { askOf, startApprovals } from "../../support/worlds/approvals-world.ts";

describe("the registry of the release before", function () {
  this.timeout(120_000);

  it(
    verifies(
      "upgrade.older-by-one",
      "It starts on the tables of this release, and works beside this release's registry",
    ),
    async function () {
      const older = await olderRelease();
      if (older === null) {
        console.log(`      NOT TESTED: this clone has no commit ${olderCommit}. Clone with the whole history.`);
        return this.skip();
      }
      const dump = await restoredDump();
      const { databaseUrl } = dump;
      const world = await startApprovals({ databaseUrl, ...dumpSecrets });
      const issuer = await startIssuer();
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      let part: Part | null = null;
      try {
        part = await older.start("reference-servers/registry/main.ts", url, {
          ...{ PORT: String(port), DRAWBRIDGE_REGISTRY_URL: world.url, DATABASE_URL: databaseUrl },
          ...{ DRAWBRIDGE_ISSUER: issuer.url, DRAWBRIDGE_EDGE_URL: "http://127.0.0.1:7999" },
          ...{ DRAWBRIDGE_ENVIRONMENT: "dev", DRAWBRIDGE_LOG_LEVEL: "fatal" },
          [partSecretVariables.root]: dumpSecrets.rootSecret,
          DRAWBRIDGE_SEAL_SECRET: dumpSecrets.sealSecret,
        });
        const credential = `Bearer ${registryCredential(dumpSecrets.rootSecret, "presto")}`;
        const asPart = (_: string, path: string, init: RequestInit = {}) =>
          fetch(`${url}/internal/v1${path}`, { ...init, headers: { authorization: credential } });
        const asUser = async (path: string, claims = {}) =>
          fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${await issuer.mint(claims)}` } });
        await assertContent({ asPart, asUser }, dump, "ended");
        // A request that one of them files is decided and run at the other one, in both directions.
        const at = "/servers/presto/approvals";
        const filed = await asPart("presto", at, {
          method: "POST",
          body: JSON.stringify(askOf({ plan: planOf({ similar: null }) })),
        });
        const { id } = ApprovalTicket.parse(await filed.json());
        assert.equal((await world.approve(id)).ok, true);
        // Where a server was replaced before it, it refuses the grant of the newer registry. Nothing is spent: the approval stays.
        const deadline = new Date(Date.now() + 60_000).toISOString();
        const newer = await fetch(`${world.url}/internal/v1${at}/${id}`, {
          headers: { authorization: credential, [grantIssuerHeader]: grantIssuer },
        });
        const tooNew = JSON.stringify({
          grant: ApprovalTicket.parse(await newer.json()).grant,
          deadline,
          call: "early",
        });
        const refused = await asPart("presto", `${at}/${id}/consume`, { method: "POST", body: tooNew });
        assert.deepEqual([refused.status, ConsumeRefusal.parse(await refused.json()).error], [409, "no-such-grant"]);
        // Registries are replaced before servers: a server of the last release asks, and names no issuer of grants.
        const ticket = await fetch(`${world.url}/internal/v1${at}/${id}`, { headers: { authorization: credential } });
        const { grant } = ApprovalTicket.parse(await ticket.json());
        const body = JSON.stringify({ grant, deadline, call: "a call" });
        assert.equal((await asPart("presto", `${at}/${id}/consume`, { method: "POST", body })).status, 200);
        const done = await world.post(id, "outcome", { outcome: "succeeded" });
        assert.equal(done.status, 200);
        const last = await asPart("presto", `${at}/${id}`);
        assert.equal(ApprovalTicket.parse(await last.json()).state, "succeeded");
      } finally {
        await part?.close();
        await world.close();
        await issuer.stop();
        await older.dispose();
      }
    },
  );
});
