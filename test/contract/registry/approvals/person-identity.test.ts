import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Refusal } from "@drawbridge/contracts/access";
import { MyServers } from "@drawbridge/contracts/registry";
import { freshDatabase } from "../../../support/engines/postgres.ts";
import type { Claims } from "../../../support/identity/issuer.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import type { FixedSettings } from "../../../support/registry/test-registry.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, askOf, startApprovals } from "../../../support/worlds/approvals-world.ts";

/** A member of the groups that may be the second person. */
const owners = { groups: ["data-owners"] };
const byOid = { claim: "oid", named: true } as const;

describe("one person at the registry", () => {
  let world: ApprovalsWorld | undefined;
  const start = async (wish: Partial<FixedSettings> = {}): Promise<ApprovalsWorld> => {
    world = await startApprovals(wish);
    return world;
  };
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  /** Asks for a second person as `user`, and returns what happens when the person of `claims` tries to approve it. */
  const approvedBy = async (
    { ask, approve }: ApprovalsWorld,
    principal: { readonly user: string; readonly claim?: string },
    claims: Claims,
  ): Promise<string> => {
    const askBody = askOf({ need: "second-person" });
    const { id } = await ask({ ...askBody, principal: { ...askBody.principal, ...principal } });
    const result = await approve(id, { ...owners, ...claims });
    return result.ok ? "approved" : result.message;
  };

  it(
    verifies(
      "person.not-two",
      "A person does not become their own second person by a pairwise sub of the approver's client",
    ),
    async () => {
      const registry = await start();
      registry.issuer.subjectTypes = ["pairwise"];
      assert.match(await approvedBy(registry, { user: "S1" }, { sub: "S2", oid: "7d0c" }), /DRAWBRIDGE_USER_CLAIM/);
    },
  );

  for (const types of [["public", "pairwise"], undefined]) {
    it(
      verifies("person.not-two", `A person is not identified by sub if the provider's subject types are ${types}`),
      async () => {
        const registry = await start();
        registry.issuer.subjectTypes = types;
        assert.match(await approvedBy(registry, { user: "S1" }, { sub: "S2" }), /DRAWBRIDGE_USER_CLAIM/);
      },
    );
    it(verifies("person.not-two", `A person is identified by sub if the operator says so: ${types}`), async () => {
      const registry = await start({ person: { claim: "sub", named: true } });
      registry.issuer.subjectTypes = types;
      assert.equal(await approvedBy(registry, { user: "S1" }, { sub: "S2" }), "approved");
    });
  }

  it(verifies("person.not-two", "A person is never identified by a pairwise sub, even if configured"), async () => {
    const registry = await start({ person: { claim: "sub", named: true } });
    registry.issuer.subjectTypes = ["pairwise"];
    assert.match(await approvedBy(registry, { user: "S1" }, { sub: "S2" }), /DRAWBRIDGE_USER_CLAIM/);
  });

  it(verifies("person.one-id", "A person has one id by the configured claim in every client's tokens"), async () => {
    const registry = await start({ person: byOid });
    registry.issuer.subjectTypes = ["pairwise"];
    const { edge_token, approver_token, request } = JSON.parse(
      readFileSync(new URL("../../../golden/person/pairwise-subject.json", import.meta.url), "utf8"),
    );
    const now = Math.floor(Date.now() / 1000);
    const inTime = { iss: registry.issuer.url, iat: now, exp: now + 600 };
    const broker = await fetch(`${registry.url}/api/v1/me/servers`, {
      headers: { authorization: `Bearer ${await registry.issuer.mint({ ...edge_token, ...inTime })}` },
    });
    const { user } = MyServers.parse(await broker.json());
    assert.equal(user, "7d0c");
    await registry.asPart("operator", "/servers/presto/approvers", {
      method: "PUT",
      body: JSON.stringify({ groups: request.approvers }),
    });
    const approver = { ...approver_token, ...inTime };
    assert.match(await approvedBy(registry, { user, claim: "oid" }, approver), /you asked for it/);
    assert.equal(await approvedBy(registry, { user, claim: "oid" }, { ...approver, oid: "91aa" }), "approved");
  });

  for (const name of ["Ada", "ADA", "ada ", "\uff41da", "ad\u00e4", "ada\u0308"]) {
    it(verifies("person.not-two", `A user does not become another person as ${JSON.stringify(name)}`), async () => {
      const registry = await start();
      const user = name.startsWith("ad\u00e4") || name.endsWith("\u0308") ? "ad\u00e4" : "ada";
      assert.notEqual(await approvedBy(registry, { user }, { sub: name }), "approved");
    });
  }

  it(verifies("person.missing", "A token without the configured claim is refused with the claim's name"), async () => {
    const registry = await start({ person: byOid });
    const ask = askOf({ need: "second-person" });
    const { id } = await registry.ask({ ...ask, principal: { ...ask.principal, claim: "oid" } });
    for (const oid of [undefined, 7, "", ["7d0c"], "ada\0"]) {
      const visitor = new InboxVisitor(registry.url);
      const page = await visitor.signInAt(registry.issuer, { ...owners, oid });
      assert.equal(page.status, 403);
      assert.match(page.html, /the claim oid/);
      for (const response of [
        await registry.asApprover(`/${id}`, {}, { ...owners, oid }),
        await registry.asUser("/me/servers", { oid }),
        await registry.asUser("/me/usage", { oid }),
      ]) {
        assert.equal(response.status, 403);
        assert.equal(response.headers.get("www-authenticate"), null, "a sign-in would be of no use");
        assert.match(Refusal.parse(await response.json()).message, /the claim oid/);
      }
    }
    assert.equal((await registry.ticket(id)).state, "pending");
  });

  it(verifies("person.claim-changed", "A person's ids of two claims are never compared"), async () => {
    const databaseUrl = await freshDatabase();
    const before = await start({ databaseUrl });
    const { id } = await before.ask(askOf({ need: "second-person" }));
    const own = await before.ask(askOf());
    await before.approve((await before.ask(askOf())).id, {}, 600);
    await before.close();

    const { sealSecret } = before.settings;
    const after = await start({ databaseUrl, sealSecret, person: byOid });
    const decide = (request: string, claims: Claims) =>
      after.approve(request, claims).then(
        (result) => (result.ok ? "approved" : result.message),
        (error: Error) => error.message,
      );
    // The same person, under the id of the new claim.
    assert.match(await decide(id, { sub: "ada", oid: "7d0c", ...owners }), /known by the claim sub, and you by oid/);
    // Another person, whose id of the new claim equals her id of the old one.
    for (const claims of [{ oid: "ada" }, { oid: "7d0c" }]) assert.match(await decide(own.id, claims), /^404/);
    const { approvals, scopes } = await after.list("?state=pending", { oid: "ada" });
    assert.deepEqual([approvals, scopes], [[], []]);
    // Asking again makes another request.
    const ask = askOf({ need: "second-person" });
    const again = await after.ask({ ...ask, principal: { ...ask.principal, user: "7d0c", claim: "oid" } });
    assert.match(await decide(again.id, { oid: "7d0c", ...owners }), /you asked for it/);
    assert.equal(await decide(again.id, { oid: "91aa", ...owners }), "approved");
  });

  it(
    verifies(
      "person.claim-changed",
      "A person is not compared while an edge or a server still uses the previous claim",
    ),
    async () => {
      const registry = await start({ person: byOid });
      assert.match(await approvedBy(registry, { user: "S1" }, { sub: "S1", oid: "7d0c" }), /cannot be compared/);
      assert.match(await approvedBy(registry, { user: "S1", claim: "upn" }, { oid: "S1" }), /cannot be compared/);
    },
  );
});
