import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { pairingPath } from "@drawbridge/contracts/pairing";
import { z } from "zod";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { pairedBy, TestEditor } from "../../../support/people/paired-editor.ts";
import { verifies } from "../../../support/verifies.ts";
import { type InboxWorld, startInbox } from "../../../support/worlds/inbox-world.ts";
import { onceForSuite } from "../../../support/worlds/suite-hooks.ts";
import { type WithDatabase, withDatabase } from "../../../support/worlds/with-database.ts";

/** What programs that are older than the pairing of editors demand of the registry's answer. */
const OldWellKnown = z.object({
  clients: z.object({ broker: z.string(), approver: z.string() }),
  audiences: z.object({ edge: z.string(), approvals: z.string() }),
});

describe("an editor that asks to be paired", () => {
  let world: WithDatabase<InboxWorld>;
  onceForSuite(withDatabase(startInbox), (started) => {
    world = started;
  });

  it(verifies("presence.leg", "Pairing sends the browser only to the company's sign-in, for the broker"), async () => {
    const back = `${world.url}/sign-in/back`;
    const leg = (wish: Record<string, string> = {}, at = `${world.identity.url}/auth`) =>
      `${at}?${new URLSearchParams({
        ...{ client_id: "drawbridge-broker", redirect_uri: back, response_type: "code", state: "s".repeat(32) },
        ...{ code_challenge: "c".repeat(43), code_challenge_method: "S256", scope: "openid", ...wish },
      })}`;
    const asking = async (url: string) => new TestEditor(world.url).begin({ leg: url });
    for (const evil of [
      leg({}, "https://evil.example/auth"),
      leg({}, `${world.identity.url}/elsewhere`),
      leg({ client_id: "drawbridge-approver" }),
      leg({ redirect_uri: "http://127.0.0.1:9999/callback" }),
      leg({ redirect_uri: `${world.url}/sign-in/inbox/back` }),
      leg({ response_type: "token" }),
      leg({ code_challenge_method: "plain" }),
      leg({ request: "eyJ" }),
      leg({ request_uri: "urn:x" }),
      leg({ response_mode: "fragment" }),
      `${leg()}&client_id=drawbridge-approver`,
      `${leg()}&redirect_uri=http://127.0.0.1:9999/`,
    ])
      await assert.rejects(asking(evil), /not one of this company's/, evil);
    assert.ok(await asking(leg()));
  });

  it(
    verifies("presence.bounded", "An ask replaces one that no person has opened if the maximum number waits"),
    async () => {
      const ines = await world.visitorOf("ines");
      const opened = await world.askingEditor();
      assert.equal((await ines.visit(pairingPath(opened.begun.id))).status, 200);
      const elsewhere = await world.askingEditor();
      await world.client.query("update registry.pairings set address = '192.0.2.1' where id = $1", [
        elsewhere.begun.id,
      ]);
      // A flood through the company's proxy: all asks come from the address of this test's own editors.
      await world.client.query(`insert into registry.pairings
        (id, code_digest, thumbprint, editor, host, address, asked_at, expires_at)
        select 'flood-' || n, '', 'key-' || n, '', '', (select address from registry.pairings where id = '${opened.begun.id}'),
          now() + n * interval '1 millisecond', now() + interval '10 minutes'
        from generate_series(1, 2500) n`);
      const newcomer = await world.askingEditor();
      const waiting = await world.client.query(
        "select id from registry.pairings where allowed_at is null and ended is null and expires_at > now()",
      );
      const ids = waiting.rows.map((row: { id: string }) => row.id);
      assert.equal(ids.length, 2000);
      for (const { begun: kept } of [opened, elsewhere, newcomer]) assert.ok(ids.includes(kept.id), kept.id);
      assert.ok(!ids.includes("flood-1") && ids.includes("flood-2500"), "the oldest went");
      assert.equal((await opened.allowedBy(ines)).status, 200);
      await world.client.query("update registry.pairings set ended = 'revoked'");
      const ada = await world.visitorOf("ada");
      await world.client.query("update registry.pairings set user_name = null, user_claim = null");
      for (let paired = 0; paired < 20; paired += 1) await pairedBy(ada, world.url);
      const one = await world.askingEditor();
      assert.match((await one.allowedBy(ada)).html, /Revoke one in your inbox/);
      await world.client.query("update registry.pairings set ended = 'revoked'");
    },
  );

  it(
    verifies("presence.approver-client", "A person cannot allow an editor if the registry's client secret is wrong"),
    async () => {
      const other = await startInbox({ approverSecret: "not-the-secret-that-the-provider-has" });
      const page = await new InboxVisitor(other.url).signIn("ada");
      assert.equal(page.status, 403);
      assert.match(page.html, /DRAWBRIDGE_APPROVER_CLIENT_SECRET is the secret of that client/);
      await other.close();
    },
  );

  it(
    verifies("presence.older", "An older editor gets the advice to update, and what it signs in for decides nothing"),
    async () => {
      const wellKnown = OldWellKnown.parse(await (await fetch(`${world.url}/.well-known/drawbridge`)).json());
      // Older editors demand this of the answer, and use the tokens of both clients; they decide by one of them.
      assert.deepEqual(wellKnown.clients, { broker: "drawbridge-broker", approver: "drawbridge-broker" });
      assert.deepEqual(wellKnown.audiences, { edge: "urn:drawbridge:edge", approvals: "urn:drawbridge:edge" });
      const token = await world.identity.accessToken("ada", { clientId: wellKnown.clients.approver });
      const response = await fetch(world.decisionsUrl, {
        ...{ method: "POST", body: JSON.stringify({ decisions: [] }) },
        headers: { authorization: `Bearer ${token}` },
      });
      // Not 401, because older editors would sign in again.
      assert.equal(response.status, 403);
      assert.match(Refusal.parse(await response.json()).message, /update the extension, then sign in again/);
      const trip = await fetch(`${world.url}/sign-in/start?trip=e30`, { redirect: "manual" });
      assert.equal(trip.status, 410);
      assert.match(await trip.text(), /Update Drawbridge in your editor/);
    },
  );
});
