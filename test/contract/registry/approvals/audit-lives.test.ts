import assert from "node:assert/strict";
import { AuditEvent, AuditedRows, AuditPage, auditHash, auditOrigin } from "@drawbridge/contracts/audit";
import { canonicalJson } from "@drawbridge/contracts/digest";
import { verifyAudit } from "../../../../proxy/audit/verify.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, askOf, runToEnd, startApprovals } from "../../../support/worlds/approvals-world.ts";
import { forEachTest } from "../../../support/worlds/suite-hooks.ts";
import { type WithDatabase, withDatabase } from "../../../support/worlds/with-database.ts";

describe("what the audit check reports about requests", () => {
  let world: WithDatabase<ApprovalsWorld>;
  forEachTest(withDatabase(startApprovals), (started) => {
    world = started;
  });

  const read = async (path: string): Promise<unknown> => {
    const token = await world.issuer.mint({ sub: "ines", groups: ["infra"] });
    const response = await fetch(`${world.url}/api/v1/audit${path}`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(response.status, 200);
    return response.json();
  };
  const verified = () =>
    verifyAudit(
      async (after) => AuditPage.parse(await read(`?after=${after}`)),
      async (after) => AuditedRows.parse(await read(`/rows?after=${after}`)),
      [],
    );
  const problems = async (): Promise<string> => {
    const { broken, problems: problemList } = await verified();
    assert.equal(broken, null);
    return problemList.join("\n");
  };
  const run = () => runToEnd(world);
  /** Writes the audit again from its texts, each of them changed or left out (null), with valid hashes. */
  const rewrite = async (change: (event: AuditEvent) => AuditEvent | null): Promise<void> => {
    const { rows } = await world.client.query("select text from registry.audit order by seq");
    await world.client.query("alter table registry.audit disable trigger all");
    await world.client.query("delete from registry.audit");
    let previous = auditOrigin;
    let seq = 0;
    for (const { text } of rows) {
      const event = change(AuditEvent.parse(JSON.parse(text)));
      if (event === null) continue;
      seq += 1;
      const written = canonicalJson({ ...event, seq, previous });
      previous = auditHash(written);
      await world.client.query("insert into registry.audit (seq, text, hash) values ($1, $2, $3)", [
        seq,
        written,
        previous,
      ]);
    }
  };

  it(verifies("audit.lives", "The check reports nothing while every row is as the registry wrote it"), async () => {
    await run();
    const withScope = askOf();
    await world.approve((await world.ask(withScope)).id, {}, 600);
    const covered = await world.ask({ ...askOf(), plan: withScope.plan });
    assert.equal(covered.state, "approved");
    const { scopes } = await world.list("");
    await world.asApprover(`/scopes/${scopes[0]?.id}`, { method: "DELETE" });
    const rejected = await world.ask();
    const { shown } = await world.approval(rejected.id);
    await world.decide([{ id: rejected.id, shown, decision: "reject", reason: "no" }]);
    const open = await world.ask();
    await world.approve(open.id);
    await world.post(open.id, "void", { reason: "changed" });
    const unknown = await world.ask();
    await world.approve(unknown.id);
    await world.consume(await world.ticket(unknown.id));
    await world.post(unknown.id, "handle", { handle: "q" });
    await world.post(unknown.id, "outcome", { outcome: "unknown" });
    await world.post(unknown.id, "outcome", { outcome: "failed" });
    assert.equal(await problems(), "");
  });

  it(verifies("audit.lives", "The check names a row that SQL set to approved, before and after its call"), async () => {
    const ask = askOf();
    const { id } = await world.ask(ask);
    await world.client.query(
      "update registry.approvals set state = 'approved', decided_by = 'ada', decided_at = now(), grant_id = 'g' where id = $1",
      [id],
    );
    const before = await problems();
    assert.match(before, new RegExp(`${id} is approved in its row and pending by its entries`));
    assert.match(before, new RegExp(`the row of request ${id} is not what the registry sealed`));
    await world.ask(ask);
    assert.match(await problems(), new RegExp(`withdrew request ${id}, whose row something else .* had changed`));
  });

  it(
    verifies(
      "audit.lives",
      "The check names a row that was inserted, one that was deleted, and one whose seal was removed",
    ),
    async () => {
      const [first, second] = [await run(), await run()];
      await world.client.query(
        `insert into registry.approvals select (jsonb_populate_record(a, '{"id": "put-in", "grant_id": "g"}')).*
       from registry.approvals a where id = $1`,
        [first],
      );
      assert.match(await problems(), /put-in is succeeded in its row and has no entries/);
      await world.client.query("delete from registry.approvals where id in ('put-in', $1)", [first]);
      assert.match(await problems(), new RegExp(`${first} has entries and no row`));
      await world.client.query("update registry.approvals set seal = null where id = $1", [second]);
      assert.match(await problems(), new RegExp(`${second} has lost its seal`));
    },
  );

  it(verifies("audit.lives", "The check names what a chain with new hashes omits or says differently"), async () => {
    const id = await run();
    const { rows } = await world.client.query("select text from registry.audit order by seq");
    await rewrite((event) => (event.kind === "approved" ? null : event));
    assert.match(await problems(), /says that request .* was consumed, which cannot follow on pending/);
    await world.client.query("delete from registry.audit");
    for (const [seq, { text }] of rows.entries())
      await world.client.query("insert into registry.audit (seq, text, hash) values ($1, $2, $3)", [
        seq + 1,
        text,
        auditHash(text),
      ]);
    assert.equal(await problems(), "");
    await rewrite((event) => (event.kind === "approved" ? { ...event, body: { ...event.body, by: "eve" } } : event));
    assert.match(await problems(), new RegExp(`${id} has another decidedBy than its entries say`));
    await rewrite(() => null);
    assert.match(await problems(), new RegExp(`${id} is succeeded in its row and has no entries`));
  });

  it(
    verifies(
      "audit.lives",
      "The check names a standing approval that was forged, or used more often than its entries say",
    ),
    async () => {
      const similar = askOf();
      await world.approve((await world.ask(similar)).id, {}, 600);
      await world.ask({ ...askOf(), plan: similar.plan });
      assert.equal(await problems(), "");
      await world.client.query("update registry.approval_scopes set uses = 0");
      assert.match(await problems(), /other uses.*\n.*is not what the registry sealed/);
      await world.client.query(
        `insert into registry.approval_scopes (id, user_name, server, tool, condition, approved_by, created_at, expires_at)
       values ('forged', 'ada', 'presto', 'figures', 'x', 'ada', now(), now() + interval '1 hour')`,
      );
      assert.match(await problems(), /forged has a row and no entry/);
    },
  );
});
