/** Attacks by a program that writes the registry's database: SQL alone opens nothing. */
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { ApprovalTicket } from "@drawbridge/contracts/approvals";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import { similarSentence } from "@drawbridge/contracts/similar-calls";
import { rowSeals } from "@drawbridge/registry/row-seals";
import { startRegistry } from "@drawbridge/registry/start";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { alike } from "../../../support/approvals/plan.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, askOf, inAMinute, startApprovals } from "../../../support/worlds/approvals-world.ts";
import { onceForSuite } from "../../../support/worlds/suite-hooks.ts";
import { type WithDatabase, withDatabase } from "../../../support/worlds/with-database.ts";

describe("a program that writes the registry's database", () => {
  let world: WithDatabase<ApprovalsWorld>;
  onceForSuite(withDatabase(startApprovals), (started) => {
    world = started;
  });

  const approved = async () => {
    const ask = askOf();
    const { id } = await world.ask(ask);
    await world.approve(id);
    return { ask, id, ticket: await world.ticket(id) };
  };
  const set = (id: string, assignment: string, ...values: unknown[]) =>
    world.client.query(`update registry.approvals set ${assignment} where id = $1`, [id, ...values]);
  const rowOf = async (id: string) =>
    (await world.client.query("select * from registry.approvals where id = $1", [id])).rows[0];

  it(verifies("approvals.sealed", "A program cannot permit a pending request by setting it to approved"), async () => {
    const ask = askOf();
    const { id } = await world.ask(ask);
    await set(
      id,
      "state = 'approved', decided_by = user_name, decided_at = now(), grant_id = 'forged', expires_at = now() + interval '1 hour'",
    );
    const ticket = await world.ticket(id);
    assert.deepEqual([ticket.state, ticket.grant], ["void", null]);
    assert.match(ticket.reason ?? "", /changed/);
    // Asking the same call again makes a new request, which a person has to decide.
    const again = await world.ask(ask);
    assert.notEqual(again.id, id);
    assert.deepEqual([again.state, again.grant], ["pending", null]);
  });

  it(verifies("approvals.sealed", "A program cannot permit a call by a new row"), async () => {
    const { id, ask } = await approved();
    const forged = randomUUID();
    await world.client.query(
      `insert into registry.approvals select (jsonb_populate_record(a, $2)).* from registry.approvals a where id = $1`,
      [id, JSON.stringify({ id: forged, digest: "other", grant_id: "forged-grant" })],
    );
    const ticket = await world.ticket(forged);
    assert.deepEqual([ticket.state, ticket.grant], ["void", null]);
    const again = await world.ask({ ...ask, digest: "other" });
    assert.equal(again.state, "pending");
  });

  for (const [what, assignment] of [
    ["the digest of the arguments", "digest = 'another'"],
    ["what was shown", "shown = 'other'"],
    ["the plan that was shown", 'view = replace(view, \'"reversible":"\', \'"reversible" : "\')'],
    ["the person who decided", "decided_by = 'eve'"],
    ["the user", "user_name = 'eve'"],
    ["the tool", "tool = 'other'"],
    ["the server's policy version", "policy_version = 'v2'"],
    ["the expiry", "expires_at = expires_at + interval '1 day'"],
    ["the grant", "grant_id = 'other'"],
    ["the way it was decided", "decided_via = 'other'"],
    ["the seal", "seal = null"],
  ] as const) {
    it(
      verifies("approvals.sealed", `A program that changes ${what} of an approved request ends the approval`),
      async () => {
        const { id, ticket } = await approved();
        await set(id, assignment);
        assert.ok(["void", "used", "no-such-grant"].includes(String(await world.consume(ticket))));
        const after = await world.ticket(id);
        assert.deepEqual([after.state, after.grant], ["void", null]);
      },
    );
  }

  it(verifies("approvals.sealed", "A program cannot move the seal of an old approval to another row"), async () => {
    const old = await rowOf((await approved()).id);
    const ask = askOf();
    const { id } = await world.ask(ask);
    await set(
      id,
      "state = 'approved', decided_by = $2, decided_at = $3, expires_at = $4, grant_id = 'moved', decided_via = $5, seal = $6",
      ...[old.decided_by, old.decided_at, old.expires_at, old.decided_via, old.seal],
    );
    assert.deepEqual([(await world.ticket(id)).state, (await world.ask(ask)).state], ["void", "pending"]);
  });

  it(verifies("approvals.sealed", "A program cannot bring back an earlier row together with its seal"), async () => {
    const { id, ticket } = await approved();
    const before = await rowOf(id);
    assert.ok(typeof (await world.consume(ticket, "first")) !== "string");
    await world.post(id, "outcome", { outcome: "succeeded" });
    await set(id, "state = 'approved', call = null, deadline = null, seal = $2", before.seal);
    assert.equal(await world.consume(ticket, "second"), "void");
    assert.equal((await world.ticket(id)).state, "void");
  });

  it(verifies("approvals.sealed", "A program cannot change what a person decides"), async () => {
    const { id } = await world.ask(askOf({ need: "second-person" }));
    const { shown } = await world.approval(id);
    await set(id, `view = replace(view, '"need":"second-person"', '"need":"caller"'), need = 'caller'`);
    const [result] = await world.decide([{ id, shown, decision: "approve" }]);
    assert.equal(result?.ok, false);
    assert.equal((await world.ticket(id)).state, "void");
  });

  describe("a standing approval in a manipulated database", () => {
    const condition = "writes to ads_scratch under 1 GB";
    const asks = (similar = condition) => {
      const ask = askOf();
      return { ...ask, plan: { ...ask.plan, cost: { rows: 1, bytes: 1 }, similar: alike(similar) } };
    };
    const approveSimilar = async (similar: string) => {
      const { id } = await world.ask(asks(similar));
      await world.approve(id, {}, 600);
      const { rows } = await world.client.query("select id from registry.approval_scopes where condition = $1", [
        similarSentence(alike(similar)),
      ]);
      return String(rows[0].id);
    };

    it(verifies("approvals.sealed-scopes", "A standing approval permits nothing if its row was forged"), async () => {
      await world.client.query(
        `insert into registry.approval_scopes (id, user_name, server, tool, condition, approved_by, created_at, expires_at)
         values ('forged', 'ada', 'presto', 'figures', 'forged scope', 'ada', now(), now() + interval '1 hour')`,
      );
      assert.equal((await world.ask(asks("forged scope"))).state, "pending");
    });

    it(verifies("approvals.sealed-scopes", "A standing approval permits what it covers, use after use"), async () => {
      await approveSimilar("real");
      for (let use = 0; use < 3; use += 1) assert.equal((await world.ask(asks("real"))).state, "approved");
      const { scopes } = await world.list("");
      assert.equal(scopes.find((scope) => scope.condition === similarSentence(alike("real")))?.uses, 3);
    });

    for (const [what, assignment] of [
      ["its condition was changed", `condition = '${similarSentence(alike("wider"))}'`],
      ["its expiry was extended", "expires_at = expires_at + interval '1 day'"],
      ["its uses were set back", "uses = 0"],
      ["its rows were set back", "rows_used = 0"],
      ["its bounds were widened", "max_uses = 1000, max_rows = 1000000"],
      ["its bounds were removed", "max_uses = null"],
      ["its seal was removed", "seal = null"],
    ] as const) {
      it(verifies("approvals.sealed-scopes", `A standing approval permits nothing if ${what}`), async () => {
        const similar = `changed: ${what}`;
        const id = await approveSimilar(similar);
        assert.equal((await world.ask(asks(similar))).state, "approved");
        await world.client.query(`update registry.approval_scopes set ${assignment} where id = $1`, [id]);
        assert.equal((await world.ask(asks(similar))).state, "pending");
        assert.equal((await world.ask(asks("wider"))).state, "pending");
      });
    }

    it(
      verifies(
        "approvals.sealed-scopes",
        "A standing approval permits nothing if an earlier row came back with its seal",
      ),
      async () => {
        const id = await approveSimilar("rolled back");
        const { rows } = await world.client.query("select * from registry.approval_scopes where id = $1", [id]);
        assert.equal((await world.ask(asks("rolled back"))).state, "approved");
        // The whole row, so that its seal fits. Only the audit shows that there was a later one.
        await world.client.query(
          "update registry.approval_scopes set uses = $2, rows_used = $3, seal = $4 where id = $1",
          [...[id, rows[0].uses, rows[0].rows_used, rows[0].seal]],
        );
        assert.equal((await world.ask(asks("rolled back"))).state, "pending");
      },
    );

    it(verifies("approvals.sealed-scopes", "A standing approval permits nothing if its end was undone"), async () => {
      const id = await approveSimilar("undone");
      const { rows } = await world.client.query("select * from registry.approval_scopes where id = $1", [id]);
      assert.equal((await world.asApprover(`/scopes/${id}`, { method: "DELETE" })).status, 200);
      await world.client.query("update registry.approval_scopes set revoked_at = null, seal = $2 where id = $1", [
        id,
        rows[0].seal,
      ]);
      assert.equal((await world.ask(asks("undone"))).state, "pending");
    });
  });

  it(verifies("approvals.sealed", "A program cannot make the registry accept grants of its own key"), async () => {
    const { id, ticket } = await approved();
    const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
    const { x } = await exportJWK(publicKey);
    await world.client.query(
      `insert into registry.grant_keys (kid, public_key, sealed_private_key, created_at)
       values ('forged', $1, 'x', now() + interval '1 minute')`,
      [JSON.stringify({ kty: "OKP", crv: "Ed25519", x })],
    );
    const published = await (await fetch(`${world.url}/api/v1/approvals/keys`)).text();
    assert.doesNotMatch(published, /forged/);
    const payload = JSON.parse(Buffer.from((ticket.grant ?? "").split(".")[1] ?? "", "base64url").toString());
    const forged = await new SignJWT({ ...payload, digest: "other" })
      .setProtectedHeader({ alg: "EdDSA", typ: "drawbridge-grant+jwt", kid: "forged" })
      .sign(privateKey);
    assert.equal(await world.consume({ ...ticket, grant: forged }), "no-such-grant");
    assert.equal((await world.ticket(id)).state, "approved");
  });

  it(verifies("approvals.sealed", "A program cannot add a group of second persons"), async () => {
    const { id } = await world.ask(askOf({ need: "second-person" }));
    const { rows } = await world.client.query("select * from registry.server_approvers where server = 'presto'");
    await world.client.query("update registry.server_approvers set groups = '{friends}' where server = 'presto'");
    const friend = { sub: "eve", groups: ["friends"] };
    assert.equal((await world.asApprover(`/${id}`, {}, friend)).status, 404);
    await world.client.query("update registry.server_approvers set groups = $1 where server = 'presto'", [
      rows[0].groups,
    ]);
    assert.equal((await world.asApprover(`/${id}`, {}, { sub: "ines", groups: ["data-owners"] })).status, 200);
  });

  it(
    verifies("approvals.sealed-upgrade", "The registry asks again for what was approved before decisions were sealed"),
    async () => {
      // The row as version 0.6 left it: without a seal, and with nothing to check it by.
      const { id, ask } = await approved();
      await set(id, "seal = null, decided_via = null");
      const again = await world.ask(ask);
      assert.notEqual(again.id, id);
      assert.equal(again.state, "pending");
      const old = await world.ticket(id);
      assert.deepEqual([old.state, /before decisions were sealed/.test(old.reason ?? "")], ["void", true]);
    },
  );
});

describe("a registry that starts with another root secret", () => {
  let world: ApprovalsWorld;
  beforeEach(async () => {
    world = await startApprovals();
  });
  afterEach(() => world.close());

  /** The state of an approved request at a registry with these settings, and the status of spending its grant. */
  const afterRestart = async (wish: Partial<ApprovalsWorld["settings"]>) => {
    const { id } = await world.ask();
    await world.approve(id);
    await world.part.close();
    const settings = { ...world.settings, ...wish };
    const again = await startRegistry(settings);
    try {
      const at = `${world.url}/internal/v1/servers/presto/approvals/${id}`;
      const headers = { authorization: `Bearer ${registryCredential(settings.rootSecret, "presto")}` };
      const { state, grant } = ApprovalTicket.parse(await (await fetch(at, { headers })).json());
      const body = JSON.stringify({ grant: grant ?? "", deadline: inAMinute(), call: "c" });
      return [state, (await fetch(`${at}/consume`, { method: "POST", headers, body })).status];
    } finally {
      await again.close();
    }
  };
  const another = () => randomBytes(32).toString("base64url");

  it(
    verifies("approvals.sealed-restart", "A registry with a new root secret runs what was approved before"),
    async () => {
      assert.deepEqual(await afterRestart({ rootSecret: another() }), ["approved", 200]);
    },
  );

  it(
    verifies("approvals.sealed-restart", "A new seal secret that names the old key keeps approvals valid"),
    async () => {
      const { publicKey } = rowSeals(world.settings.sealSecret ?? "");
      const wish = { rootSecret: another(), sealSecret: another(), sealPreviousKeys: [publicKey] };
      assert.deepEqual(await afterRestart(wish), ["approved", 200]);
    },
  );

  it(
    verifies(
      "approvals.sealed-restart",
      "A registry with an unrelated seal secret asks again for what was approved before",
    ),
    async () => {
      assert.deepEqual(await afterRestart({ rootSecret: another(), sealSecret: another() }), ["void", 409]);
    },
  );
});
