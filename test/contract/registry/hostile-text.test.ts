import assert from "node:assert/strict";
import { MyServers } from "@drawbridge/contracts/registry";
import type { CallUsage } from "@drawbridge/contracts/usage";
import { alike, planOf } from "../../support/approvals/plan.ts";
import { send } from "../../support/network/http.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";
import { type ApprovalsWorld, askOf, inAMinute, startApprovals } from "../../support/worlds/approvals-world.ts";
import { startInbox } from "../../support/worlds/inbox-world.ts";

const callOf = (over: Partial<CallUsage> = {}): CallUsage => ({
  ...{ id: crypto.randomUUID(), at: new Date().toISOString(), tool: "figures", user: "ada", agent: "claude-code" },
  ...{ end: "ok", ms: 3, minutesSaved: 1, ...over },
});

/** Copies of a value, each with one of its texts changed so that the database cannot store it. */
function* spoilt(value: unknown, spoil: (text: string) => string): Generator<unknown> {
  if (typeof value === "string") yield spoil(value);
  if (Array.isArray(value)) {
    for (const [index, member] of value.entries())
      for (const bad of spoilt(member, spoil)) yield value.map((each, at) => (at === index ? bad : each));
  } else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value))
      for (const bad of spoilt(member, spoil)) yield { ...value, [name]: bad };
  }
}

const spoilers = {
  "a NUL": (text: string) => `${text}\0`,
  "half a character": (text: string) => `${text}\ud83d`,
} as const;

describe("hostile text at the registry", function () {
  this.timeout(60_000);
  let world: ApprovalsWorld;
  before(async () => {
    world = await startApprovals();
  });
  after(() => world.close());

  const bodies: Readonly<Record<string, () => readonly [part: string, method: string, path: string, body: unknown]>> = {
    announcement: () => [
      "presto",
      "PUT",
      "/servers/presto",
      { manifest: manifestOf("presto"), url: "http://127.0.0.1:9/mcp" },
    ],
    "report of usage": () => ["presto", "POST", "/servers/presto/usage", { calls: [callOf(), callOf()] }],
    "ask for an approval": () => [
      "presto",
      "POST",
      "/servers/presto/approvals",
      askOf({ plan: planOf({ similar: alike() }) }),
    ],
    "decision on who may reach a server": () => [
      "operator",
      "PUT",
      "/servers/presto/access",
      { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev"] },
    ],
    "decision on who may approve": () => ["operator", "PUT", "/servers/presto/approvers", { groups: ["data-owners"] }],
  };
  for (const [what, spoil] of Object.entries(spoilers)) {
    for (const [kind, make] of Object.entries(bodies)) {
      it(verifies("text.refused", `The registry answers ${what} anywhere in the ${kind} with 400`), async () => {
        const [part, method, path, body] = make();
        for (const bad of spoilt(body, spoil)) {
          const response = await world.asPart(part, path, { method, body: JSON.stringify(bad) });
          assert.equal(response.status, 400, `${JSON.stringify(bad).slice(0, 300)}: ${await response.text()}`);
        }
        assert.ok((await world.asPart(part, path, { method, body: JSON.stringify(body) })).ok);
      });
    }

    it(
      verifies("text.refused", `The registry answers ${what} in a server's report about a request with 400`),
      async () => {
        const ticket = await world.ask();
        await world.approve(ticket.id);
        const { grant } = await world.ticket(ticket.id);
        for (const [act, said] of [
          ["consume", { grant, deadline: inAMinute(), call: "c" }],
          ["void", { reason: "x" }],
          ["handle", { handle: "x" }],
          ["outcome", { outcome: "succeeded" }],
        ] as const) {
          for (const bad of spoilt(said, spoil))
            assert.equal((await world.post(ticket.id, act, bad ?? {})).status, 400);
        }
        assert.equal((await world.ticket(ticket.id)).state, "approved");
      },
    );

    it(verifies("text.refused", `The registry answers ${what} in a decision, a reason or an id with 400`), async () => {
      const { id } = await world.ask();
      const { shown } = await world.approval(id);
      for (const bad of spoilt({ decisions: [{ id, shown, decision: "reject", reason: "no" }] }, spoil)) {
        const init = { method: "POST", body: JSON.stringify(bad) };
        assert.equal((await world.asApprover("/decisions", init)).status, 400);
      }
      for (const bad of spoilt({ outcome: "failed", reason: "no" }, spoil)) {
        const init = { method: "POST", body: JSON.stringify(bad) };
        assert.equal((await world.asApprover(`/${id}/resolution`, init)).status, 400);
      }
      assert.equal((await world.ticket(id)).state, "pending");
    });
  }

  it(verifies("text.refused", "The registry answers text that it cannot store in an address with 400"), async () => {
    const bearer = ["Authorization", `Bearer ${await world.issuer.mint()}`];
    const cursor = Buffer.from(JSON.stringify(["2026-01-01T00:00:00Z", "a\0"])).toString("base64url");
    for (const target of [
      "/api/v1/approvals/a%00b",
      "/api/v1/approvals/scopes/%00",
      "/api/v1/servers/presto%00/usage",
      "/internal/v1/servers/presto%00/policy",
      "/v0.1/servers/drawbridge%2Fpresto%00/versions",
      "/approvals/%00",
      "/%00",
      "/api/v1/access?server=a%00",
      "/api/v1/access?server=presto&tool=%00",
      "/api/v1/approvals?cursor=%00",
      `/api/v1/approvals?cursor=${cursor}`,
      "/api/v1/audit?after=%00",
      "/v0.1/servers?search=%00",
      "/v0.1/servers?cursor=%00",
      "/approvals?cursor=%00",
      "/sign-in/inbox?to=%00",
      "/sign-in/start?trip=%00",
    ])
      assert.equal((await send(world.url, { target, headers: bearer })).status, 400, target);
  });

  it(verifies("text.refused", "A group name that cannot be stored counts as no group of the person"), async () => {
    const groups = ["data-owners\0", "\ud800", "data-owners"];
    assert.ok((await world.list("", { groups })).approvals.length > 0);
    const servers = MyServers.parse(await (await world.asUser("/me/servers", { groups })).json());
    assert.deepEqual(servers.groups, ["data-owners"]);
  });

  it(verifies("text.refused", "The inbox answers text that it cannot store in a form with 400"), async () => {
    const inbox = await startInbox();
    try {
      const { id } = await inbox.ask();
      const visitor = new InboxVisitor(inbox.url);
      await visitor.signIn("ada");
      const { shown } = await inbox.approval(id);
      const fields = { [`shown.${id}`]: shown, [`decision.${id}`]: "reject", [`reason.${id}`]: "no\0", page: id };
      assert.equal((await visitor.post("/approvals/decisions", fields)).status, 400);
      const other = { ...fields, [`reason.${id}`]: "no", page: "x\0" };
      assert.equal((await visitor.post("/approvals/decisions", other)).status, 400);
      assert.equal(
        (await visitor.post(`/approvals/${id}/resolution`, { outcome: "failed", reason: "\0" })).status,
        400,
      );
      assert.equal((await inbox.ticket(id)).state, "pending");
    } finally {
      await inbox.close();
    }
  });

  const outOfRange: Readonly<Record<string, readonly [path: string, body: unknown]>> = {
    "a name too long for an index": ["/servers/presto/approvals", askOf({ tool: "t".repeat(9_000) })],
    "a digest too long for an index": ["/servers/presto/approvals", askOf({ digest: "d".repeat(9_000) })],
    "a user's id too long for an index": ["/servers/presto/approvals", askOf({ user: "u".repeat(9_000) })],
    "a year before the first": ["/servers/presto/usage", { calls: [callOf({ at: "-000001-01-01T00:00:00Z" })] }],
    "a day that is none": ["/servers/presto/usage", { calls: [callOf({ at: "2026-02-30T00:00:00Z" })] }],
    "a duration whose sum is no number": ["/servers/presto/usage", { calls: [callOf({ ms: 1e308 })] }],
    "a saving whose sum is no number": ["/servers/presto/usage", { calls: [callOf({ minutesSaved: 1e308 })] }],
    "a negative duration": ["/servers/presto/usage", { calls: [callOf({ ms: -1 })] }],
    "a name of 300 letters": ["/servers/presto/usage", { calls: [callOf({ tool: "t".repeat(300) })] }],
  };
  for (const [what, [path, body]] of Object.entries(outOfRange)) {
    it(verifies("text.ranges", `The registry answers ${what} with 400`), async () => {
      const response = await world.asPart("presto", path, { method: "POST", body: JSON.stringify(body) });
      assert.equal(response.status, 400, await response.text());
    });
  }

  it(verifies("text.ranges", "The registry answers numbers out of range in an address with 400"), async () => {
    for (const after of ["9223372036854775808", "1e300", "-1", "x"]) {
      const claims = { groups: ["infra"] };
      assert.equal((await world.asUser(`/audit?after=${after}`, claims)).status, 400, after);
    }
    assert.equal((await world.asUser("/audit?after=9007199254740991", { groups: ["infra"] })).status, 200);
  });

  it(verifies("text.ranges", "Usage stays readable after calls on the earliest and the latest day"), async () => {
    const calls = [callOf({ at: "0000-01-01T00:00:00Z" }), callOf({ at: "9999-12-31T23:59:59Z" })];
    const init = { method: "POST", body: JSON.stringify({ calls }) };
    assert.equal((await world.asPart("presto", "/servers/presto/usage", init)).status, 204);
    for (const path of ["/me/usage", "/servers/presto/usage"]) assert.equal((await world.asUser(path)).status, 200);
  });
});
