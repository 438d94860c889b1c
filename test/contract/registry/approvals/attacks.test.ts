import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { type ApprovalTicket, GrantClaims, grantType } from "@drawbridge/contracts/approvals";
import { digestOf } from "@drawbridge/contracts/digest";
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from "jose";
import { z } from "zod";
import { planOf } from "../../../support/approvals/plan.ts";
import { forgedTokens } from "../../../support/edge-suite/forged-tokens.ts";
import { manifestOf } from "../../../support/servers/manifest.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, askOf, inAMinute, startApprovals } from "../../../support/worlds/approvals-world.ts";

const PublishedKeys = z.object({ keys: z.array(z.object({ x: z.string() })) });

const brokers = { aud: "urn:drawbridge:edge", client_id: "drawbridge-broker" };
const approver = { aud: "urn:drawbridge:approvals", client_id: "drawbridge-approver" };
const owner = { sub: "ines", groups: ["data-owners"] };

describe("attacks on approvals at the registry", () => {
  let world: ApprovalsWorld;
  before(async () => {
    world = await startApprovals();
    await world.announce(manifestOf("spark", { approvers: ["data-owners"] }), "http://127.0.0.1:9/mcp");
  });
  after(() => world.close());

  const approved = async () => {
    const { id } = await world.ask();
    await world.approve(id);
    return world.ticket(id);
  };
  const post = (path: string, body: object, claims: object) =>
    world.asApprover(path, { method: "POST", body: JSON.stringify(body) }, { ...claims });

  it(verifies("approvals.spent-once", "A grant that fifty calls spend at once is spent exactly once"), async () => {
    const ticket = await approved();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => world.consume(ticket)));
    assert.equal(outcomes.filter((outcome) => typeof outcome !== "string").length, 1);
    assert.deepEqual(new Set(outcomes.filter((outcome) => typeof outcome === "string")), new Set(["used"]));
    await world.post(ticket.id, "outcome", { outcome: "succeeded" });
    assert.equal(await world.consume(ticket), "used");
  });

  it(
    verifies("approvals.own-server", "A server's credential gives no access to another server's request"),
    async () => {
      const ticket = await approved();
      const body = { grant: ticket.grant, deadline: inAMinute(), call: "c" };
      const consumed = await world.post(ticket.id, "consume", body, "spark");
      assert.deepEqual(
        [consumed.status, await consumed.json()],
        [409, { error: "no-such-grant", message: "There is no such grant for this request." }],
      );
      for (const [act, said] of [
        ["void", { reason: "x" }],
        ["handle", { handle: "x" }],
        ["outcome", { outcome: "succeeded" }],
      ] as const)
        assert.equal((await world.post(ticket.id, act, said, "spark")).status, 404, act);
      assert.equal((await world.asPart("spark", `/servers/spark/approvals/${ticket.id}`)).status, 404);
      for (const part of ["spark", "edge", "operator"]) {
        const at = `/servers/presto/approvals`;
        assert.equal((await world.asPart(part, at, { method: "POST", body: JSON.stringify(askOf()) })).status, 403);
        assert.equal((await world.asPart(part, `${at}/${ticket.id}`)).status, 403);
        assert.equal((await world.asPart(part, `${at}?state=consumed`)).status, 403);
      }
      assert.ok(typeof (await world.consume(ticket)) !== "string");
    },
  );

  describe("A forged grant", () => {
    let ticket: ApprovalTicket;
    let claims: GrantClaims;
    let kid: string;
    before(async () => {
      ticket = await approved();
      const [header, payload] = (ticket.grant ?? "")
        .split(".")
        .map((part) => Buffer.from(part, "base64url").toString());
      claims = GrantClaims.parse(JSON.parse(payload ?? ""));
      kid = JSON.parse(header ?? "").kid;
    });
    const signed = async (header: Partial<JWTHeaderParameters>, change: Partial<GrantClaims> = {}) => {
      const { privateKey } = await generateKeyPair("EdDSA");
      return new SignJWT({ ...claims, ...change })
        .setProtectedHeader({ alg: "EdDSA", typ: grantType, kid, ...header })
        .sign(privateKey);
    };
    const parts = () => (ticket.grant ?? "").split(".");
    const forgeries: Readonly<Record<string, () => Promise<string> | string>> = {
      "signed by another key under the same id": () => signed({}),
      "unsigned (alg none)": () => new UnsecuredJWT({ ...claims }).encode(),
      "unsigned with the header's words": () =>
        `${Buffer.from(JSON.stringify({ alg: "none", typ: grantType })).toString("base64url")}.${parts()[1]}.`,
      "signed with the public key as a shared secret (alg confusion)": async () => {
        const { keys } = PublishedKeys.parse(await (await fetch(`${world.url}/api/v1/approvals/keys`)).json());
        const secret = Buffer.from(keys[0]?.x ?? "", "base64url");
        return new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256", typ: grantType, kid }).sign(secret);
      },
      "with its own key in the header": async () => {
        const { privateKey, publicKey } = await generateKeyPair("EdDSA", { extractable: true });
        const jwk = await exportJWK(publicKey);
        return new SignJWT({ ...claims }).setProtectedHeader({ alg: "EdDSA", typ: grantType, jwk }).sign(privateKey);
      },
      "tampered: another request in its payload": () => {
        const payload = Buffer.from(JSON.stringify({ ...claims, request: "other" })).toString("base64url");
        return `${parts()[0]}.${payload}.${parts()[2]}`;
      },
      "with a cut signature": () => (ticket.grant ?? "").slice(0, -4),
      empty: () => "",
      "a user's token": () => world.issuer.mint({ ...approver }),
    };
    for (const [which, forge] of Object.entries(forgeries)) {
      it(verifies("approvals.forged-grant", `A forged grant spends nothing: ${which}`), async () => {
        assert.equal(await world.consume({ ...ticket, grant: await forge() }), "no-such-grant");
        assert.equal((await world.ticket(ticket.id)).state, "approved");
      });
    }

    it(verifies("approvals.forged-grant", "A valid grant spends nothing at another request"), async () => {
      const other = await approved();
      assert.equal(await world.consume({ ...other, grant: ticket.grant }), "no-such-grant");
      assert.equal((await world.ticket(other.id)).state, "approved");
    });
  });

  it(
    verifies("approvals.approver-token", "The registry refuses any bearer token for decisions, and says why"),
    async () => {
      const { id } = await world.ask();
      const { shown } = await world.approval(id);
      const bodies = { decisions: [{ id, shown, decision: "approve" }] };
      for (const claims of [
        brokers,
        approver,
        { ...approver, client_id: "drawbridge-broker" },
        { ...approver, aud: "urn:drawbridge:edge" },
        { ...approver, client_id: "unknown-application" },
      ]) {
        for (const [path, method, body] of [
          ["/decisions", "POST", bodies],
          [`/${id}/resolution`, "POST", { outcome: "failed", reason: "x" }],
          ["/scopes/any", "DELETE", {}],
        ] as const) {
          const response = await fetch(`${world.url}/api/v1/approvals${path}`, {
            ...{ method, body: JSON.stringify(body) },
            headers: { authorization: `Bearer ${await world.issuer.mint(claims)}` },
          });
          assert.equal(response.status, 403, `${path} ${JSON.stringify(claims)}`);
          assert.match(
            Refusal.parse(await response.json()).message,
            /bearer token decides nothing.*update the extension, then sign in again/,
          );
        }
      }
      for (const [which, forge] of Object.entries(forgedTokens)) {
        const token = await forge(world.issuer);
        const response = await fetch(`${world.url}/api/v1/approvals/decisions`, {
          ...{ method: "POST", body: JSON.stringify(bodies), headers: { authorization: `Bearer ${token}` } },
        });
        assert.ok([401, 403].includes(response.status), which);
      }
      assert.equal((await world.ticket(id)).state, "pending");
      // The bearer token may read, because the broker waits for changes of what it sees.
      assert.equal((await world.approval(id, brokers)).state, "pending");
    },
  );

  it(verifies("approvals.second-person", "A requester, in the group or not, cannot be the second person"), async () => {
    const { id } = await world.ask(askOf({ need: "second-person" }));
    for (const groups of [["ads-eng"], ["data-owners"]]) {
      const result = await world.approve(id, { groups });
      assert.equal(result.ok ? "approved" : result.error, "own-request");
    }
    assert.equal((await world.ticket(id)).state, "pending");
  });

  it(
    verifies(
      "approvals.second-person",
      "A person who left the group, or whose group no longer approves, cannot approve as the second person",
    ),
    async () => {
      const { id } = await world.ask(askOf({ need: "second-person" }));
      const { shown } = await world.approval(id, owner);
      const decide = async (claims: object) => {
        const [result] = await world.decide([{ id, shown, decision: "approve" }], { ...claims });
        return result?.ok ? "approved" : result?.error;
      };
      assert.equal(await decide({ ...owner, groups: [] }), "no-such-request");
      assert.equal(await decide({ ...owner, groups: ["finance"] }), "no-such-request");
      const put = (groups: string[]) =>
        world.asPart("operator", "/servers/presto/approvers", { method: "PUT", body: JSON.stringify({ groups }) });
      await put(["others"]);
      assert.equal(await decide(owner), "no-such-request");
      assert.equal((await world.ticket(id)).state, "pending");
      await put(["data-owners"]);
      assert.equal(await decide(owner), "approved");
    },
  );

  it(
    verifies("presence.groups", "An editor cannot approve for a person who left the group after the editor was paired"),
    async () => {
      const { id } = await world.ask(askOf({ need: "second-person" }));
      const leaver = { sub: "lea", groups: ["data-owners"] };
      const { shown } = await world.approval(id, leaver);
      const editor = await world.editorOf(leaver);
      assert.equal((await editor.answer()).state, "allowed");
      world.issuer.changed.set("lea", { groups: [] });
      assert.equal((await editor.answer()).state, "allowed");
      const [result] = await world.decide([{ id, shown, decision: "approve" }], leaver);
      assert.equal(result?.ok === false && result.error, "no-such-request");
    },
  );

  it(verifies("approvals.approvers-owned", "A server cannot change its approvers by announcing again"), async () => {
    await world.announce(manifestOf("presto", { approvers: ["everybody"] }), "http://127.0.0.1:9/mcp");
    const { id } = await world.ask(askOf({ need: "second-person" }));
    assert.equal((await world.asApprover(`/${id}`, {}, { sub: "eve", groups: ["everybody"] })).status, 404);
    const put = { method: "PUT", body: JSON.stringify({ groups: ["everybody"] }) };
    for (const part of ["presto", "edge"])
      assert.equal((await world.asPart(part, "/servers/presto/approvers", put)).status, 403);
  });

  it(verifies("approvals.approvers-owned", "An engineer's token cannot name the approvers of a server"), async () => {
    const put = { method: "PUT", body: JSON.stringify({ groups: ["ads-eng"] }) };
    for (const claims of [brokers, approver]) {
      const headers = { authorization: `Bearer ${await world.issuer.mint({ ...claims, groups: ["ads-eng"] })}` };
      const at = `${world.url}/internal/v1/servers/presto/approvers`;
      assert.equal((await fetch(at, { ...put, headers })).status, 403);
    }
    const { id } = await world.ask(askOf({ need: "second-person" }));
    assert.equal((await world.asApprover(`/${id}`, {}, { sub: "finn", groups: ["ads-eng"] })).status, 404);
  });

  it(
    verifies("approvals.second-person", "The registry refuses an ask that no group may decide, and says so"),
    async () => {
      await world.announce(manifestOf("alone"), "http://127.0.0.1:9/mcp");
      const body = JSON.stringify(askOf({ need: "second-person" }));
      const response = await world.asPart("alone", "/servers/alone/approvals", { method: "POST", body });
      assert.equal(response.status, 409);
      assert.match(Refusal.parse(await response.json()).message, /no group.*Ask its owner/);
    },
  );

  it(verifies("approvals.what-was-shown", "A person who was shown another plan decides nothing"), async () => {
    const [mine, other] = [await world.ask(), await world.ask()];
    const { shown } = await world.approval(other.id);
    const [result] = await world.decide([{ id: mine.id, shown, decision: "approve" }]);
    assert.equal(result?.ok === false && result.error, "shown-differs");
    assert.equal((await world.ticket(mine.id)).state, "pending");
  });

  it(
    verifies("approvals.what-was-shown", "An extension that knows fewer fields of a plan gets the advice to update"),
    async () => {
      const bound = { object: "a.t", role: "reads", version: "v1", says: "3 rows" } as const;
      const basis = { bindings: [bound], unheld: [] };
      const { id } = await world.ask(askOf({ plan: planOf({ writes: ["a.t"], reads: [], basis }) }));
      const { view, shown, link } = await world.approval(id);
      const { writes: _, reads: __, basis: ___, ...known } = view.plan;
      const older = digestOf({ ...view, plan: known });
      assert.notEqual(older, shown);
      const [result] = await world.decide([{ id, shown: older, decision: "approve" }]);
      assert.ok(result?.ok === false && result.error === "shown-differs");
      assert.match(result.message, /update the extension or decide in the browser/);
      assert.ok(result.message.endsWith(link), result.message);
      assert.equal((await world.ticket(id)).state, "pending");
    },
  );

  it(verifies("approvals.own-server", "A user neither sees nor decides another user's request"), async () => {
    const { id } = await world.ask();
    for (const claims of [{ sub: "finn", groups: ["ads-eng"] }, owner]) {
      assert.equal((await world.asApprover(`/${id}`, {}, claims)).status, 404);
      assert.ok(!(await world.list("", claims)).approvals.some(({ view }) => view.id === id));
      const response = await post("/decisions", { decisions: [{ id, shown: "x", decision: "approve" }] }, claims);
      assert.match(await response.text(), /no-such-request/);
    }
  });

  it(verifies("approvals.bounded", "The registry limits a user's pending requests over all servers"), async () => {
    const user = "mallory";
    const ask = async (_: unknown, index: number) => {
      const server = index % 2 === 0 ? "presto" : "spark";
      const body = JSON.stringify(askOf({ user }));
      return (await world.asPart(server, `/servers/${server}/approvals`, { method: "POST", body })).status;
    };
    const statuses: number[] = [];
    // 35 at a time: the limit falls between two that are asked at once, and the registry is too busy for none.
    for (let round = 0; round < 4; round += 1) statuses.push(...(await Promise.all(Array.from({ length: 35 }, ask))));
    assert.deepEqual(statuses.toSorted(), [...Array(100).fill(200), ...Array(40).fill(429)]);
    const body = JSON.stringify(askOf({ user }));
    const refused = await world.asPart("presto", "/servers/presto/approvals", { method: "POST", body });
    assert.match(Refusal.parse(await refused.json()).message, /100 requests waiting.*Decide some/);
    // Other users can still ask.
    assert.equal((await world.ask()).state, "pending");
  });

  it(
    verifies("approvals.what-was-shown", "The registry stores a statement of 1 MiB whole, and refuses a longer one"),
    async () => {
      const content = `SELECT '${"\u202e\u0001é'<".repeat(1024 * 1024)}`.slice(0, 262_144);
      const ask = askOf({ plan: planOf({ text: { language: "sql", content } }) });
      const { id, plan } = await world.ask(ask);
      assert.equal(plan.text?.content, content);
      assert.equal((await world.approval(id)).view.plan.text?.content, content);
      const mebibyte = "x".repeat(1024 * 1024);
      const long = async (text: string) => {
        const body = JSON.stringify(askOf({ plan: planOf({ text: { language: "sql", content: text } }) }));
        return world.asPart("presto", "/servers/presto/approvals", { method: "POST", body });
      };
      assert.equal((await long(mebibyte)).status, 200);
      const refused = await long(`${mebibyte}x`);
      assert.equal(refused.status, 413);
      assert.match(Refusal.parse(await refused.json()).message, /1048577 bytes.*Split it/);
      assert.equal((await long("x".repeat(9 * 1024 * 1024))).status, 413);
    },
  );

  it(verifies("approvals.bounded", "The registry refuses asks that are invalid or cannot be shown"), async () => {
    const ask = askOf();
    for (const [body, status] of [
      ["{", 400],
      [JSON.stringify({ ...ask, need: "none" }), 400],
      [JSON.stringify({ ...ask, plan: { ...ask.plan, effect: "magic" } }), 400],
      [JSON.stringify({ ...ask, workspace: "\ud800" }), 400],
      [JSON.stringify({ ...ask, plan: planOf({ objects: Array.from({ length: 20_000 }, (_, n) => `t${n}`) }) }), 413],
    ] as const) {
      const response = await world.asPart("presto", "/servers/presto/approvals", { method: "POST", body });
      assert.equal(response.status, status, body.slice(0, 60));
    }
  });
});
