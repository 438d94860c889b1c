import assert from "node:assert/strict";
import { ApprovalTicket, ApprovalTickets, GrantClaims, grantIssuer, grantType } from "@drawbridge/contracts/approvals";
import { digestOf } from "@drawbridge/contracts/digest";
import { similarSentence } from "@drawbridge/contracts/similar-calls";
import { createRemoteJWKSet, jwtVerify } from "jose";
import pg from "pg";
import { alike, planOf, sampleOf } from "../../../support/approvals/plan.ts";
import { until } from "../../../support/clocks/until.ts";
import { manifestOf } from "../../../support/servers/manifest.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, askOf, startApprovals } from "../../../support/worlds/approvals-world.ts";

describe("approvals, from the ask to the outcome", () => {
  let world: ApprovalsWorld;
  before(async () => {
    world = await startApprovals();
  });
  after(() => world.close());

  const approved = async (ask = askOf()) => {
    const { id } = await world.ask(ask);
    const result = await world.approve(id, { sub: ask.principal.user });
    assert.equal(result.ok, true, JSON.stringify(result));
    return world.ticket(id);
  };
  const reject = async (id: string, reason: string) => {
    const { shown } = await world.approval(id);
    return world.decide([{ id, shown, decision: "reject", reason }]);
  };

  it(verifies("approvals.life", "A request waits for a person, whose approval gives a grant for one use"), async () => {
    const ask = askOf();
    const firstTicket = await world.ask(ask);
    assert.deepEqual(
      [firstTicket.state, firstTicket.grant, firstTicket.link],
      ["pending", null, `${world.url}/approvals/${firstTicket.id}`],
    );
    const approval = await world.approval(firstTicket.id);
    assert.deepEqual([approval.state, approval.mayDecide.allowed, approval.view.plan], ["pending", true, ask.plan]);
    assert.equal(approval.shown, digestOf(approval.view));
    assert.equal((await world.approve(firstTicket.id)).ok, true);

    const ticket = await world.ticket(firstTicket.id);
    assert.deepEqual([ticket.state, ticket.decidedBy], ["approved", "ada"]);
    const keys = createRemoteJWKSet(new URL(`${world.url}/api/v1/approvals/keys`));
    const { payload, protectedHeader } = await jwtVerify(ticket.grant ?? "", keys);
    const claims = GrantClaims.parse(payload);
    assert.deepEqual([protectedHeader.typ, protectedHeader.alg], [grantType, "EdDSA"]);
    assert.deepEqual(
      { ...claims, jti: "", iat: 0, exp: 0 },
      {
        ...{ iss: grantIssuer, aud: "urn:drawbridge:server:presto", sub: "ada", jti: "", iat: 0, exp: 0 },
        ...{ request: firstTicket.id, tool: "figures", digest: ask.digest, policyVersion: "v1", shown: approval.shown },
      },
    );
    assert.equal(claims.exp, Math.floor(Date.parse(ticket.expiresAt) / 1000));

    const consumed = await world.consume(ticket);
    assert.ok(typeof consumed !== "string");
    assert.deepEqual([consumed.state, consumed.grant], ["consumed", null]);
    assert.equal((await world.post(firstTicket.id, "handle", { handle: "query-1" })).status, 200);
    assert.equal((await world.post(firstTicket.id, "outcome", { outcome: "succeeded" })).status, 200);
    const ended = await world.ticket(firstTicket.id);
    assert.deepEqual([ended.state, ended.handle], ["succeeded", "query-1"]);
  });

  it(verifies("approvals.life", "The server gets a rejection with its reason, in the person's words"), async () => {
    const { id } = await world.ask();
    const [result] = await reject(id, "Not on a Friday <b>please</b>");
    assert.equal(result?.ok, true);
    const ticket = await world.ticket(id);
    assert.deepEqual([ticket.state, ticket.reason, ticket.grant], ["rejected", "Not on a Friday <b>please</b>", null]);
    const approval = await world.approval(id);
    assert.deepEqual([approval.decision?.by, approval.decision?.reason], ["ada", ticket.reason]);
  });

  it(verifies("approvals.join", "The same call gets one request, even if it is asked many times at once"), async () => {
    const ask = askOf();
    const tickets = await Promise.all(Array.from({ length: 20 }, () => world.ask(ask)));
    assert.deepEqual(new Set(tickets.map(({ id }) => id)).size, 1);
    const ticket = await approved(ask);
    assert.equal(ticket.id, tickets[0]?.id);
    const again = await world.ask(ask);
    assert.deepEqual([again.id, again.state], [ticket.id, "approved"]);
    assert.ok(again.grant !== null);
    const { principal } = ask;
    for (const other of [{ tool: "look" }, { digest: "other" }, { principal: { ...principal, user: "finn" } }])
      assert.notEqual((await world.ask({ ...ask, ...other })).id, ticket.id);
  });

  it(
    verifies("approvals.join", "The same call becomes a new request after the one before has run or was rejected"),
    async () => {
      const ask = askOf();
      const ticket = await approved(ask);
      assert.ok(typeof (await world.consume(ticket)) !== "string");
      const second = await world.ask(ask);
      assert.deepEqual([second.state, second.id === ticket.id], ["pending", false]);
      await reject(second.id, "no");
      const third = await world.ask(ask);
      assert.deepEqual([third.state, third.id === second.id], ["pending", false]);
    },
  );

  it(verifies("approvals.withdrawn", "A change of policy or of who must decide withdraws a request"), async () => {
    for (const change of [{ policyVersion: "v2" }, { need: "second-person" as const }]) {
      const ask = askOf();
      const ticket = await approved(ask);
      const again = await world.ask({ ...ask, ...change });
      assert.deepEqual([again.state, again.id === ticket.id], ["pending", false]);
      assert.equal((await world.ticket(ticket.id)).state, "void");
      assert.equal(await world.consume(ticket), "void");
    }
  });

  it(verifies("approvals.withdrawn", "A server can withdraw a request, and the answer gives its reason"), async () => {
    const ticket = await approved();
    assert.equal((await world.post(ticket.id, "void", { reason: "The table was swapped." })).status, 200);
    const after = await world.ticket(ticket.id);
    assert.deepEqual([after.state, after.reason], ["void", "The table was swapped."]);
    assert.equal(await world.consume(ticket), "void");
    const ran = await approved();
    await world.consume(ran);
    assert.equal((await world.post(ran.id, "void", { reason: "too late" })).status, 409);
  });

  it(
    verifies(
      "approvals.lost-answer",
      "A server that lost the answer of a consumption gets it again by the same call name, and by no other",
    ),
    async () => {
      const ticket = await approved();
      const [first, second] = [await world.consume(ticket, "call-1"), await world.consume(ticket, "call-1")];
      assert.deepEqual(first, second);
      assert.equal(await world.consume(ticket, "call-2"), "used");
      await world.post(ticket.id, "outcome", { outcome: "succeeded" });
      assert.equal(await world.consume(ticket, "call-1"), "used");
    },
  );

  it(
    verifies("approvals.outcome", "The registry refuses the same call until the first one's end is known"),
    async () => {
      const ask = askOf();
      const ticket = await approved(ask);
      const deadline = new Date(Date.now() + 50).toISOString();
      const spent = { grant: ticket.grant, deadline, call: "c" };
      assert.equal((await world.post(ticket.id, "consume", spent)).status, 200);
      await until("the deadline has passed", async () => (await world.ticket(ticket.id)).state === "outcome-unknown");
      const again = await world.ask(ask);
      assert.deepEqual([again.id, again.state, again.grant], [ticket.id, "outcome-unknown", null]);
      const listed = await (await world.asPart("presto", "/servers/presto/approvals?state=outcome-unknown")).text();
      assert.ok(listed.includes(ticket.id));

      const resolve = (body: object) =>
        world.asApprover(`/${ticket.id}/resolution`, { method: "POST", body: JSON.stringify(body) });
      assert.equal((await resolve({ outcome: "succeeded" })).status, 400);
      assert.equal((await resolve({ outcome: "failed", reason: "The table is unchanged" })).status, 200);
      assert.equal((await resolve({ outcome: "succeeded", reason: "no" })).status, 409);
      assert.equal((await world.ticket(ticket.id)).state, "failed");
      assert.equal((await world.ask(ask)).state, "pending");
    },
  );

  it(verifies("approvals.outcome", "A server may report an outcome late"), async () => {
    const ticket = await approved();
    await world.consume(ticket);
    await world.post(ticket.id, "outcome", { outcome: "unknown" });
    assert.equal((await world.ticket(ticket.id)).state, "outcome-unknown");
    assert.equal((await world.post(ticket.id, "outcome", { outcome: "succeeded" })).status, 200);
    assert.equal((await world.post(ticket.id, "outcome", { outcome: "failed" })).status, 409);
    assert.equal((await world.ticket(ticket.id)).state, "succeeded");
  });

  it(verifies("approvals.outcome", "A server that starts again gets the requests that it must close"), async () => {
    const ticket = await approved();
    await world.consume(ticket);
    await world.post(ticket.id, "handle", { handle: "20261121_1" });
    const answer = await world.asPart("presto", "/servers/presto/approvals?state=consumed");
    const { tickets } = ApprovalTickets.parse(await answer.json());
    const mine = tickets.find(({ id }) => id === ticket.id);
    assert.deepEqual([mine?.state, mine?.handle, mine?.tool], ["consumed", "20261121_1", "figures"]);
  });

  it(verifies("approvals.batch", "Each decision of a batch is judged by itself"), async () => {
    const [first, second, third] = [await world.ask(), await world.ask(), await world.ask()];
    const approvals = await Promise.all([first, second, third].map(({ id }) => world.approval(id)));
    const shown = (index: number) => approvals[index]?.shown ?? "";
    const results = await world.decide([
      { id: first.id, shown: shown(0), decision: "approve" },
      { id: second.id, shown: shown(0), decision: "approve" },
      { id: third.id, shown: shown(2), decision: "reject", reason: "no" },
      { id: "nothing", shown: "", decision: "approve" },
      { id: first.id, shown: shown(0), decision: "reject", reason: "too late" },
    ]);
    assert.deepEqual(
      results.map((result) => (result.ok ? result.approval.state : result.error)),
      ["approved", "shown-differs", "rejected", "no-such-request", "already-decided"],
    );
    assert.equal((await world.ticket(second.id)).state, "pending");
  });

  it(verifies("approvals.scopes", "A standing approval covers similar calls until it is revoked"), async () => {
    const bob = { sub: "bob" };
    const { id } = await world.ask(askOf({ user: "bob" }));
    assert.equal((await world.approve(id, bob, 600)).ok, true);
    const covered = await world.ask(askOf({ user: "bob" }));
    assert.deepEqual([covered.state, covered.decidedBy], ["approved", "bob"]);
    const [scope] = (await world.list("", bob)).scopes;
    assert.ok(scope !== undefined);
    assert.deepEqual([scope.condition, scope.uses, scope.tool], [similarSentence(alike()), 1, "figures"]);
    assert.equal((await world.approval(covered.id, bob)).decision?.scope, scope.id);

    for (const other of [
      askOf({ user: "carol" }),
      askOf({ user: "bob", tool: "look" }),
      askOf({ user: "bob", plan: planOf({ similar: alike("ads.other") }) }),
      askOf({ user: "bob", plan: planOf({ similar: null }) }),
      askOf({ user: "bob", need: "second-person" }),
    ])
      assert.equal((await world.ask(other)).state, "pending");
    await world.announce(manifestOf("mysql"), "http://127.0.0.1:9/mcp");
    const elsewhere = { method: "POST", body: JSON.stringify(askOf({ user: "bob" })) };
    const ticket = await world.asPart("mysql", "/servers/mysql/approvals", elsewhere);
    assert.equal(ApprovalTicket.parse(await ticket.json()).state, "pending", "another server's call is not covered");

    const revoke = (claims: object) => world.asApprover(`/scopes/${scope.id}`, { method: "DELETE" }, { ...claims });
    assert.equal((await revoke({ sub: "carol" })).status, 404);
    assert.equal((await revoke(bob)).status, 200);
    assert.equal((await world.ticket(covered.id)).state, "void");
    assert.equal(await world.consume(covered), "void");
    assert.equal((await world.ask(askOf({ user: "bob" }))).state, "pending");
    assert.deepEqual((await world.list("", bob)).scopes, []);
  });

  const small = (user: string, rows: number | "unknown", similar = alike()) =>
    askOf({ user, plan: planOf({ cost: { rows, bytes: 1 }, similar }) });

  it(
    verifies("approvals.scope-bounds", "A standing approval covers only the calls and rows that it names"),
    async () => {
      const dan = { sub: "dan" };
      const similar = alike("ads.few", { maxUses: 3, maxRowsPerUse: 500, maxRows: 1_200 });
      const { id } = await world.ask(small("dan", 5, similar));
      assert.equal((await world.approve(id, dan, 600)).ok, true);
      const states = async (...rows: (number | "unknown")[]) => {
        const found = [];
        for (const each of rows) found.push((await world.ask(small("dan", each, similar))).state);
        return found;
      };
      // Too many rows at once, an unknown number of rows, and a third call that exceeds the total. The first two of 500
      // rows are counted.
      assert.deepEqual(await states(501, "unknown", 500, 500, 201), [
        "pending",
        "pending",
        "approved",
        "approved",
        "pending",
      ]);
      const [scope] = (await world.list("", dan)).scopes;
      assert.deepEqual([scope?.uses, scope?.maxUses, scope?.rows, scope?.maxRows], [2, 3, 1_000, 1_200]);
      assert.deepEqual(await states(200, 0), ["approved", "pending"]);
      const reasons = (await world.list("?state=recent", dan)).approvals.flatMap(({ decision }) =>
        decision?.scope === scope?.id ? [decision?.reason] : [],
      );
      assert.deepEqual(reasons, [
        "use 3 of 3, 1,200 of 1,200 rows",
        "use 2 of 3, 1,000 of 1,200 rows",
        "use 1 of 3, 500 of 1,200 rows",
      ]);
    },
  );

  it(
    verifies(
      "approvals.scope-bounds",
      "A standing approval covers no other verb, target, source or bound, in any spelling",
    ),
    async () => {
      const eve = { sub: "eve" };
      const similar = alike("ads.a", { sources: ["ads.x", "ads.y"] });
      const { id } = await world.ask(small("eve", 1, similar));
      assert.equal((await world.approve(id, eve, 600)).ok, true);
      for (const other of [
        { ...similar, verb: "CREATE TABLE AS" },
        { ...similar, target: "ads.b" },
        { ...similar, target: "ads.a, reading ads.x, ads.y" },
        { ...similar, sources: ["ads.x"] },
        { ...similar, sources: ["ads.x", "ads.y", "finance.revenue"] },
        { ...similar, sources: ["ads.x, ads.y"] },
        { ...similar, maxRowsPerUse: 1e9 },
        { ...similar, maxRows: 1e9 },
      ])
        assert.equal((await world.ask(small("eve", 1, other))).state, "pending", JSON.stringify(other));
      const reordered = { ...similar, sources: ["ads.y", "ads.x"] };
      assert.equal((await world.ask(small("eve", 1, reordered))).state, "approved");
    },
  );

  it(verifies("approvals.scope-bounds", "A standing approval counts uses and rows of simultaneous calls"), async () => {
    const gus = { sub: "gus" };
    const similar = alike("ads.rush", { maxUses: 4, maxRowsPerUse: 100, maxRows: 250 });
    const { id } = await world.ask(small("gus", 1, similar));
    assert.equal((await world.approve(id, gus, 600)).ok, true);
    const tickets = await Promise.all(Array.from({ length: 10 }, () => world.ask(small("gus", 100, similar))));
    assert.equal(tickets.filter(({ state }) => state === "approved").length, 2);
    const [scope] = (await world.list("", gus)).scopes;
    assert.deepEqual([scope?.uses, scope?.rows], [2, 200]);
  });

  it(
    verifies(
      "approvals.scopes",
      "A person cannot give a standing approval if the plan names no similar calls or a second person decides",
    ),
    async () => {
      const alone = await world.ask(askOf({ plan: planOf({ similar: null }) }));
      const shared = await world.ask(askOf({ need: "second-person" }));
      const ines = { sub: "ines", groups: ["data-owners"] };
      for (const [id, claims] of [
        [alone.id, {}],
        [shared.id, ines],
      ] as const) {
        const result = await world.approve(id, claims, 600);
        assert.equal(result.ok ? "approved" : result.error, "not-similar");
        assert.equal((await world.ticket(id)).state, "pending");
      }
    },
  );

  it(
    verifies(
      "approvals.second-person",
      "Another member of the approver groups sees and decides a second-person request",
    ),
    async () => {
      const { id } = await world.ask(askOf({ need: "second-person" }));
      const own = await world.approval(id);
      assert.equal(own.mayDecide.allowed, false);
      assert.match(own.mayDecide.reason, /second person.*data-owners/);
      assert.deepEqual(own.view.approvers, ["data-owners"]);
      const ines = { sub: "ines", groups: ["data-owners"] };
      assert.ok((await world.list("", ines)).approvals.some(({ view }) => view.id === id));
      assert.equal((await world.approve(id, ines)).ok, true);
      assert.equal((await world.ticket(id)).decidedBy, "ines");
    },
  );

  it(
    verifies(
      "approvals.sample",
      "The registry gives rows to the call's user alone, removes them with the decision, and writes none into the audit",
    ),
    async () => {
      const sample = sampleOf("rare-cell");
      const { id } = await world.ask({ ...askOf({ need: "second-person" }), sample });
      assert.deepEqual((await world.approval(id)).sample, sample);
      const ines = { sub: "ines", groups: ["data-owners"] };
      assert.equal((await world.approval(id, ines)).sample, undefined);
      assert.equal((await world.list("", ines)).approvals.find(({ view }) => view.id === id)?.sample, undefined);
      const client = new pg.Client(world.settings.databaseUrl);
      await client.connect();
      try {
        const stored = async () =>
          JSON.stringify((await client.query("select * from registry.approvals where id = $1", [id])).rows);
        assert.match(await stored(), /rare-cell/);
        assert.equal((await world.approve(id, ines)).ok, true);
        assert.doesNotMatch(await stored(), /rare-cell/);
        const { rows } = await client.query("select text from registry.audit where subject = $1", [id]);
        assert.equal(rows.length, 2);
        assert.doesNotMatch(JSON.stringify(rows), /rare-cell/);
      } finally {
        await client.end();
      }
    },
  );

  it(verifies("approvals.bounded", "The list gives each request once, page by page, newest first"), async () => {
    const user = "dora";
    const ids: string[] = [];
    for (let index = 0; index < 60; index += 1) ids.push((await world.ask(askOf({ user }))).id);
    const first = await world.list("?state=pending", { sub: user });
    assert.deepEqual([first.approvals.length, first.next === null], [50, false]);
    const second = await world.list(`?state=pending&cursor=${first.next}`, { sub: user });
    assert.deepEqual([second.approvals.length, second.next], [10, null]);
    const listed = [...first.approvals, ...second.approvals].map(({ view }) => view.id);
    assert.deepEqual(listed, ids.toReversed());
    assert.equal((await world.asApprover("?cursor=rubbish")).status, 400);
  });
});
