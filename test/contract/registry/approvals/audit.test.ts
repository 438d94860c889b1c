import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { AuditEvent, AuditPage } from "@drawbridge/contracts/audit";
import { similarSentence } from "@drawbridge/contracts/similar-calls";
import { verifyChain } from "../../../../proxy/audit/verify.ts";
import { alike, planOf } from "../../../support/approvals/plan.ts";
import { freshDatabase } from "../../../support/engines/postgres.ts";
import { cuttingDatabase } from "../../../support/fault-ports/cutting-database.ts";
import { manifestOf } from "../../../support/servers/manifest.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, askOf, runToEnd, startApprovals } from "../../../support/worlds/approvals-world.ts";
import { forEachTest } from "../../../support/worlds/suite-hooks.ts";
import { type WithDatabase, withDatabase } from "../../../support/worlds/with-database.ts";

const auditor = { sub: "ines", groups: ["infra"] };

describe("the registry's audit", () => {
  let world: WithDatabase<ApprovalsWorld>;
  forEachTest(withDatabase(startApprovals), (started) => {
    world = started;
  });

  const page = async (after = 0): Promise<AuditPage> => {
    const response = await fetch(`${world.url}/api/v1/audit?after=${after}`, {
      headers: { authorization: `Bearer ${await world.issuer.mint(auditor)}` },
    });
    assert.equal(response.status, 200);
    return AuditPage.parse(await response.json());
  };
  const events = async (): Promise<AuditEvent[]> =>
    (await page()).entries.map(({ text }) => AuditEvent.parse(JSON.parse(text)));
  const run = () => runToEnd(world);
  const broken = async (before: { seq: number; hash: string } | null = null) =>
    (await verifyChain(page, before)).broken;
  /** Changes what the owner of a database could change, without the trigger. */
  const tamper = async (sql: string, ...values: unknown[]) => {
    await world.client.query("alter table registry.audit disable trigger all");
    await world.client.query(sql, values);
    await world.client.query("alter table registry.audit enable trigger all");
  };

  it(
    verifies(
      "audit.append-only",
      "Each audit entry says what was shown, who decided, when, with which client, from which agent",
    ),
    async () => {
      const ask = askOf({ plan: planOf({ summary: "\u202eevil\u0001" }) });
      const { id } = await world.ask(ask);
      const { shown, view } = await world.approval(id);
      await world.approve(id, { groups: ["ads-eng"] }, 600);
      await world.consume(await world.ticket(id), "call-1");
      await world.post(id, "handle", { handle: "q1" });
      await world.post(id, "outcome", { outcome: "failed" });
      const entries = (await events()).filter(({ kind }) => !kind.startsWith("editor-"));
      assert.deepEqual(
        entries.map(({ kind }) => kind),
        ["requested", "approved", "scope-approved", "consumed", "handle", "failed"],
      );
      const [requested, approved, scope, consumed] = entries.map(({ body }) => body);
      assert.deepEqual([requested?.view, requested?.shown, requested?.digest], [view, shown, ask.digest]);
      assert.deepEqual(
        [approved?.by, approved?.client, approved?.groups, approved?.shown, approved?.request],
        ["ada", "paired-editor", ["ads-eng"], shown, id],
      );
      assert.deepEqual([scope?.condition, scope?.by], [similarSentence(alike()), "ada"]);
      assert.deepEqual([consumed?.call, consumed?.grant], ["call-1", approved?.grant]);
      assert.ok(entries.every(({ at }) => Math.abs(Date.parse(at) - Date.now()) < 20_000));
    },
  );

  it(
    verifies("audit.groups", "The audit has the groups of a decider that a rule names, and not one of their others"),
    async () => {
      const policies = { gate: 'permit (principal in Group::"of-a-policy", action, resource);' };
      await world.announce(manifestOf("lake", { policies, approvers: ["lake-owners"] }), "http://127.0.0.1:9/mcp");
      await world.announce(manifestOf("vault", { policies: {}, groups: ["of-a-setting"] }), "http://127.0.0.1:9/mcp");
      const named = ["ads-eng", "data-owners", "lake-owners", "of-a-policy", "of-a-setting"];
      const others = [
        "cancer-support",
        "Ads-eng",
        "of-a-policy ",
        ...Array.from({ length: 500 }, (_, at) => `team-${at}`),
      ];
      const owner = { sub: "ines", groups: [...others, ...named] };
      const second = () => world.ask(askOf({ need: "second-person" }));
      const own = { sub: "ada", groups: owner.groups };
      await world.approve((await second()).id, owner);
      const { id } = await second();
      const { shown } = await world.approval(id, owner);
      await world.decide([{ id, shown, decision: "reject", reason: "no" }], owner);
      const lost = (await world.ask(askOf({ plan: planOf({ similar: alike() }) }))).id;
      await world.approve(lost, own, 600);
      await world.consume(await world.ticket(lost));
      await world.post(lost, "outcome", { outcome: "unknown" });
      const outcome = { outcome: "succeeded", reason: "the table is there" };
      const resolved = await world.asApprover(
        `/${lost}/resolution`,
        { method: "POST", body: JSON.stringify(outcome) },
        own,
      );
      assert.equal(resolved.status, 200);
      const recorded = (await events()).filter(({ body: { groups, by } }) => groups !== undefined && by !== "operator");
      assert.deepEqual(
        recorded.map(({ kind }) => kind),
        ["approved", "rejected", "approved", "scope-approved", "succeeded"],
      );
      for (const { kind, body } of recorded) assert.deepEqual(body.groups, named, kind);
      assert.doesNotMatch(JSON.stringify(await events()), /cancer-support|team-/);
    },
  );

  it(verifies("audit.append-only", "No statement and no refused step changes the audit"), async () => {
    const id = await run();
    const before = await page();
    for (const statement of [
      "update registry.audit set text = 'x'",
      "delete from registry.audit",
      "delete from registry.audit where seq = 1",
      "truncate registry.audit",
    ])
      await assert.rejects(world.client.query(statement), /append-only/);
    await world.post(id, "void", { reason: "x" });
    await world.post(id, "outcome", { outcome: "failed" });
    await world.consume(await world.ticket(id));
    assert.deepEqual(await page(), before);
  });

  it(verifies("audit.append-only", "The registry takes no step without its audit entry"), async () => {
    const network = await cuttingDatabase(await freshDatabase());
    const apart = await startApprovals({ databaseUrl: network.url });
    const { id } = await apart.ask();
    await apart.approve(id);
    const ticket = await apart.ticket(id);
    // No entry reaches the chain, so the step that would have been audited does not happen.
    let lost = 0;
    network.cut = (sent) => {
      const isEntry = sent.includes('insert into "registry"."audit"');
      if (isEntry) lost += 1;
      return isEntry;
    };
    await assert.rejects(apart.consume(ticket), /503/);
    assert.ok(lost > 0, "no entry was sent");
    network.cut = () => false;
    assert.equal((await apart.ticket(id)).state, "approved");
    assert.ok(typeof (await apart.consume(ticket)) !== "string");
    await apart.close();
    await network.close();
  });

  it(verifies("audit.append-only", "The audit stays one chain when many requests run at once"), async () => {
    await Promise.all(Array.from({ length: 30 }, run));
    assert.equal(await broken(), null);
    assert.equal((await events()).filter(({ kind }) => !kind.startsWith("editor-")).length, 120);
  });

  it(verifies("audit.verified", "The audit is read page by page, and complete"), async () => {
    const long = planOf({ text: { language: "sql", content: "x".repeat(1024 * 1024) } });
    for (let index = 0; index < 4; index += 1) await world.ask(askOf({ plan: long }));
    const first = await page();
    assert.ok(first.more && first.entries.length < 4);
    const { head } = await verifyChain(page, null);
    assert.equal(head.seq, 4);
  });

  const tampering: readonly (readonly [string, string, number, RegExp])[] = [
    [
      "a text that was changed",
      "update registry.audit set text = replace(text, 'ada', 'eve') where seq = 3",
      3,
      /was changed/,
    ],
    ["an entry that was taken out", "delete from registry.audit where seq = 2", 2, /entries are missing/],
    [
      "two entries that were swapped",
      "with two as (select * from registry.audit where seq in (2, 3)) update registry.audit a set text = b.text, hash = b.hash from two b where a.seq in (2, 3) and b.seq = 5 - a.seq",
      2,
      /entries are missing/,
    ],
    [
      "an entry that replaced another one, with its hash",
      `update registry.audit set text = replace(text, '"ada"', '"eve"'),
         hash = rtrim(translate(encode(sha256(convert_to(replace(text, '"ada"', '"eve"'), 'utf8')), 'base64'), '+/', '-_'), '=') where seq = 2`,
      3,
      /does not follow/,
    ],
    [
      "a text that is no entry",
      "update registry.audit set text = 'x', hash = rtrim(translate(encode(sha256('x'), 'base64'), '+/', '-_'), '=') where seq = 4",
      4,
      /cannot be read/,
    ],
  ];
  for (const [what, sql, at, why] of tampering) {
    it(verifies("audit.verified", `The audit check finds ${what}, and says where`), async () => {
      await run();
      await run();
      assert.equal(await broken(), null);
      await tamper(sql);
      const found = await broken();
      assert.equal(found?.at, at);
      assert.match(found?.why ?? "", why);
    });
  }

  it(
    verifies(
      "audit.verified",
      "The audit check finds a chain that lost its end, and one that was rewritten from the middle",
    ),
    async () => {
      await run();
      const { head } = await verifyChain(page, null);
      await tamper("delete from registry.audit where seq >= 3");
      assert.equal(await broken(), null);
      assert.match((await broken(head))?.why ?? "", /cut off/);
      // The next step makes a chain that is valid by itself, but is another chain.
      await run();
      assert.equal(await broken(), null);
      const rewritten = await broken(head);
      assert.deepEqual([rewritten?.at, /rewritten/.test(rewritten?.why ?? "")], [head.seq, true]);
    },
  );

  it(verifies("audit.readers", "Only auditors can read the audit"), async () => {
    const read = async (claims: object) => {
      const token = await world.issuer.mint({ ...claims });
      return fetch(`${world.url}/api/v1/audit`, { headers: { authorization: `Bearer ${token}` } });
    };
    assert.equal((await fetch(`${world.url}/api/v1/audit`)).status, 401);
    const refused = await read({ groups: ["ads-eng"] });
    assert.equal(refused.status, 403);
    assert.match(Refusal.parse(await refused.json()).message, /members of infra/);
    assert.equal((await read({ groups: ["infra"] })).status, 200);
    assert.equal((await read({ groups: ["infra"] })).status, 200);
  });

  it(verifies("approvals.approvers-owned", "The audit records that an operator named other approvers"), async () => {
    const body = JSON.stringify({ groups: ["dba"] });
    await world.asPart("operator", "/servers/presto/approvers", { method: "PUT", body });
    const [changed] = await events();
    assert.deepEqual(
      [changed?.kind, changed?.body.groups, changed?.body.by],
      ["approvers-changed", ["dba"], "operator"],
    );
  });
});
