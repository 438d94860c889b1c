import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Approval, ApprovalTicket, DecisionsAnswer } from "@drawbridge/contracts/approvals";
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import { currentOf } from "@drawbridge/contracts/secret";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import pg from "pg";
import { until } from "../../support/clocks/until.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { startIssuer, type TestIssuer } from "../../support/identity/issuer.ts";
import { type Balancer, startBalancer } from "../../support/network/balancer.ts";
import { freePort } from "../../support/network/listening.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { pairedBy, type TestEditor } from "../../support/people/paired-editor.ts";
import { RegistryProcess } from "../../support/registry/registry-process.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";
import { askOf } from "../../support/worlds/approvals-world.ts";

const workers = 4;
/** Calls that end between two restarts, so that each restart falls into work. */
const callsBetween = 8;
const rootSecret = "a root secret of the tests of a rolling restart";

/** As our clients do: a request without an answer, or one that no registry takes now, is sent again. */
async function persistently(send: () => Promise<Response>): Promise<unknown> {
  for (const end = Date.now() + 30_000; ; ) {
    const response = await send().catch(() => null);
    if (response?.ok) {
      const text = await response.text().catch(() => null);
      if (text !== null) return text === "" ? null : JSON.parse(text);
    } else if (response !== null && response.status !== 503) {
      throw new Error(`${response.url} was answered ${response.status}: ${await response.text()}`);
    }
    if (Date.now() > end) throw new Error("No registry answered for 30 s.");
  }
}

describe("two registries, each a process, on one database", function () {
  this.timeout(120_000);
  let issuer: TestIssuer;
  let balancer: Balancer;
  let database: pg.Client;
  let settings: RegistrySettings;
  let running: readonly RegistryProcess[];
  before(async () => {
    issuer = await startIssuer();
    const ports = [await freePort(), await freePort()];
    balancer = await startBalancer(ports);
    settings = {
      ...{ port: 0, url: balancer.url, databaseUrl: await freshDatabase(), issuer: issuer.url, rootSecret },
      ...{ edgeUrl: "http://127.0.0.1:7999", environment: "dev", logLevel: "silent" },
      sealSecret: "a seal secret of the tests of a rolling restart",
    };
    // At the same time, on an empty database.
    running = ports.map((port) => new RegistryProcess({ ...settings, port }));
    await Promise.all(running.map((registry) => registry.start()));
    database = new pg.Client(currentOf(settings.databaseUrl));
    await database.connect();
  });
  after(async () => {
    await database.end();
    for (const registry of running) await registry.kill();
    await balancer.close();
    await issuer.stop();
  });

  const asPresto = (path: string, method = "GET", body?: object): Promise<unknown> =>
    persistently(() =>
      fetch(`${balancer.url}/internal/v1/servers/presto${path}`, {
        method,
        headers: { authorization: `Bearer ${registryCredential(rootSecret, "presto")}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const decide = async (editor: TestEditor, id: string): Promise<void> => {
    const token = await issuer.mint({ aud: audiences.edge, client_id: oauthClients.broker });
    const headers = { authorization: `Bearer ${token}` };
    const request = await persistently(() => fetch(`${balancer.url}/api/v1/approvals/${id}`, { headers }));
    const { shown } = Approval.parse(request);
    const body = JSON.stringify({ decisions: [{ id, shown, decision: "approve" }] });
    const answer = await persistently(() => editor.decide("/decisions", { method: "POST", body }));
    assert.deepEqual(
      DecisionsAnswer.parse(answer).results.map(({ ok }) => ok),
      [true],
    );
  };
  /** One approved call from its ask to its end, and its usage. */
  const call = async (editor: TestEditor): Promise<string> => {
    const { id } = ApprovalTicket.parse(await asPresto("/approvals", "POST", askOf()));
    await decide(editor, id);
    const { grant } = ApprovalTicket.parse(await asPresto(`/approvals/${id}`));
    const deadline = new Date(Date.now() + 60_000).toISOString();
    await asPresto(`/approvals/${id}/consume`, "POST", { grant, deadline, call: randomUUID() });
    await asPresto(`/approvals/${id}/outcome`, "POST", { outcome: "succeeded" });
    const facts = { tool: "figures", user: "ada", agent: null, end: "ok", ms: 1, minutesSaved: 3 };
    await asPresto("/usage", "POST", { calls: [{ id, at: new Date().toISOString(), ...facts }] });
    return id;
  };

  it(
    verifies(
      "upgrade.rolling",
      "Each is stopped by SIGTERM and started again, twice, under load: nothing is lost, and nothing is decided twice",
    ),
    async () => {
      await asPresto("", "PUT", { manifest: manifestOf("presto"), url: "http://127.0.0.1:9/mcp" });
      const visitor = new InboxVisitor(balancer.url);
      await visitor.signInAt(issuer, {});
      const editor = await pairedBy(visitor, balancer.url);
      const ended: string[] = [];
      let stopping = false;
      const work = async (): Promise<void> => {
        while (!stopping) ended.push(await call(editor));
      };
      const working = Promise.all(Array.from({ length: workers }, work));
      for (const at of [0, 1, 0, 1]) {
        const target = ended.length + callsBetween;
        await Promise.race([until("calls have ended", async () => ended.length >= target, 30_000), working]);
        assert.equal(await running[at]?.stop(), 0, "it has drained");
        await running[at]?.start();
      }
      stopping = true;
      await working;

      const { rows } = await database.query<{ state: string; steps: string }>(
        `select state, (select string_agg(kind, ' ' order by seq) from registry.audit where subject = id) as steps
       from registry.approvals`,
      );
      assert.equal(rows.length, ended.length);
      assert.ok(ended.length > 4 * callsBetween);
      for (const row of rows)
        assert.deepEqual(row, { state: "succeeded", steps: "requested approved consumed succeeded" });
      const usage = await database.query("select id from registry.calls");
      assert.deepEqual(usage.rows.map(({ id }) => id).toSorted(), ended.toSorted());
    },
  );
});
