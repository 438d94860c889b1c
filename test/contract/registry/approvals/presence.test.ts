import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { DecisionsAnswer } from "@drawbridge/contracts/approvals";
import { AuditPage } from "@drawbridge/contracts/audit";
import { pairingPath } from "@drawbridge/contracts/pairing";
import { makeKey, proofFor } from "../../../../extension/signin/editor-key.ts";
import { planOf } from "../../../support/approvals/plan.ts";
import { agePairings, ageSessions } from "../../../support/clocks/aged-presence.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { pairedBy, TestEditor } from "../../../support/people/paired-editor.ts";
import { verifies } from "../../../support/verifies.ts";
import { askOf } from "../../../support/worlds/approvals-world.ts";
import { type InboxWorld, startInbox } from "../../../support/worlds/inbox-world.ts";
import { onceForSuite } from "../../../support/worlds/suite-hooks.ts";
import { type WithDatabase, withDatabase } from "../../../support/worlds/with-database.ts";

describe("an editor that a person pairs", () => {
  let world: WithDatabase<InboxWorld>;
  onceForSuite(withDatabase(startInbox), (started) => {
    world = started;
  });

  /**
   * Approves a request of ada's with these headers. Returns the error code of a refused decision, or the HTTP status.
   */
  const approveWith = async (headers: Record<string, string>, ask = askOf()): Promise<string | number> => {
    const { id } = await world.ask(ask);
    const { shown } = await world.approval(id, { sub: "ada" });
    const body = JSON.stringify({ decisions: [{ id, shown, decision: "approve" }] });
    const response = await fetch(world.decisionsUrl, { method: "POST", headers, body });
    const decided = response.ok ? DecisionsAnswer.parse(await response.json()).results[0] : undefined;
    const outcome = decided === undefined ? response.status : decided.ok ? "approved" : decided.error;
    assert.equal((await world.ticket(id)).state, outcome === "approved" ? "approved" : "pending");
    return outcome;
  };
  const approveBy = async (editor: TestEditor, ask = askOf()) =>
    approveWith(await editor.headers("POST", world.decisionsUrl), ask);

  it(verifies("presence.pairing", "An editor decides after its freshly signed-in person typed the code"), async () => {
    const editor = await world.askingEditor();
    assert.match(editor.begun.code, /^[B-Z]{4}-[B-Z]{4}$/);
    assert.deepEqual(await editor.answer(), { state: "waiting" });
    const visitor = new InboxVisitor(world.url);
    const page = await visitor.signIn("ada", pairingPath(editor.begun.id));
    for (const words of ["Code - OSS", "workstation", "reports", "ada"]) assert.match(page.html, new RegExp(words));
    assert.doesNotMatch(page.html, new RegExp(editor.begun.code));
    const done = await editor.allowedBy(visitor, editor.begun.code.toLowerCase().replace("-", " "));
    assert.match(done.html, /Your editor is allowed/);
    assert.equal(await approveBy(editor), "approved");
  });

  it(verifies("presence.pairing", "The pairing page shows the editor's words as text, fully visible"), async () => {
    const editor = new TestEditor(world.url);
    await editor.begin({ editor: "<b>Code</b>\u202e", host: '"><script>', folder: null });
    const page = await new InboxVisitor(world.url).signIn("ada", pairingPath(editor.begun.id));
    assert.match(page.html, /&lt;b&gt;Code&lt;\/b&gt;<[^>]*>U\+202E</);
    assert.doesNotMatch(page.html, /"><script>|<b>Code/);
    const noText = new TestEditor(world.url);
    for (const name of ["", "x".repeat(201)])
      await assert.rejects(noText.begin({ host: name }), /body is not as it should be/, JSON.stringify(name));
    for (const name of ["\u0000", "\ud800"])
      await assert.rejects(noText.begin({ host: name }), /text at host holds a NUL or half a character/);
  });

  describe("only the person's own click allows an editor", () => {
    it(verifies("presence.own-form", "Pairing refuses a form of another origin, session or page"), async () => {
      const editor = await world.askingEditor();
      const { id, code } = editor.begun;
      const ada = await world.visitorOf("ada");
      const ines = await world.visitorOf("ines");
      const form = await ada.formToken();
      const post = (visitor: InboxVisitor, fields: Record<string, string>, headers: Record<string, string>) =>
        visitor.ask(pairingPath(id), { method: "POST", body: new URLSearchParams(fields), headers });
      const own = { origin: world.url };
      assert.equal((await post(ada, { form, code }, { origin: "https://evil.example" })).status, 403);
      assert.equal((await post(ada, { form, code }, {})).status, 403);
      assert.equal((await post(ada, { code }, own)).status, 403);
      assert.equal((await post(ines, { form, code }, own)).status, 403);
      assert.equal((await post(new InboxVisitor(world.url), { form, code }, own)).status, 401);
      assert.deepEqual(await editor.answer(), { state: "waiting" });
      const opened = await ada.ask(pairingPath(id));
      assert.match(opened.headers.get("set-cookie") ?? "", /^$/);
    });

    it(verifies("presence.code", "Pairing refuses even the right code after five wrong ones"), async () => {
      const editor = await world.askingEditor();
      const ada = await world.visitorOf("ada");
      for (let guess = 1; guess <= 5; guess += 1) {
        const page = await editor.allowedBy(ada, "BBBB-BBBB");
        assert.equal(page.status, guess < 5 ? 422 : 404);
      }
      assert.equal((await editor.allowedBy(ada)).status, 404);
      assert.deepEqual(await editor.answer(), { state: "ended", why: "refused" });
    });

    it(verifies("presence.fresh", "Pairing asks for a new sign-in if the last one is minutes old"), async () => {
      const editor = await world.askingEditor();
      const ada = await world.visitorOf("ada");
      await ageSessions(world.client, world.settings, 11 * 60);
      const stale = await editor.allowedBy(ada);
      assert.equal(stale.status, 403);
      assert.match(stale.html, /signed in too long ago/);
      const page = await ada.ask(pairingPath(editor.begun.id));
      const location = page.headers.get("location") ?? "";
      assert.match(location, /^\/sign-in\/inbox\?to=.*&fresh$/);
      const authorizationUrl = new URL((await ada.ask(location)).headers.get("location") ?? "");
      assert.equal(authorizationUrl.searchParams.get("max_age"), "300");
      assert.deepEqual(await editor.answer(), { state: "waiting" });
      await ageSessions(world.client, world.settings, null);
      assert.equal((await editor.allowedBy(ada)).status, 403, "a provider that does not say when allows nothing");
    });

    it(verifies("presence.pairing", "An editor learns that its person refused"), async () => {
      const editor = await world.askingEditor();
      await (await world.visitorOf("ada")).post(`${pairingPath(editor.begun.id)}/refuse`, {});
      assert.deepEqual(await editor.answer(), { state: "ended", why: "refused" });
    });

    it(verifies("presence.pairing", "An editor is allowed once, and only for the person of that session"), async () => {
      const editor = await world.askingEditor();
      await editor.allowedBy(await world.visitorOf("ines"));
      assert.equal((await editor.allowedBy(await world.visitorOf("ada"))).status, 404);
      const answer = await editor.answer();
      assert.equal(answer.state === "allowed" && answer.user, "ines");
      // An editor that ines allowed cannot decide a call that only ada may decide.
      assert.equal(await approveBy(editor), "no-such-request");
    });
  });

  describe("the proof of an editor's key", () => {
    let editor: TestEditor;
    before(async () => {
      editor = await pairedBy(await world.visitorOf("ada"), world.url);
    });

    it(verifies("presence.key", "An editor with another key gets no tokens of this pairing"), async () => {
      const { api, begun: pairing, client: api2 } = editor;
      const stolen = { api, id: pairing.id, key: makeKey() };
      assert.deepEqual(await api2.token(stolen), { state: "ended", why: "expired" });
      await api2.end(stolen);
      assert.equal((await editor.answer()).state, "allowed");
    });

    it(
      verifies("presence.key", "A pairing's token decides nothing as a bearer token, or with a proof of another key"),
      async () => {
        const token = await editor.token();
        assert.equal(await approveWith({ authorization: `Bearer ${token}` }), 403);
        assert.equal(await approveWith({ authorization: `DPoP ${token}` }), 401);
        const dpop = proofFor(makeKey(), { method: "POST", url: world.decisionsUrl, token }, Date.now());
        assert.equal(await approveWith({ authorization: `DPoP ${token}`, dpop }), 401);
      },
    );

    it(verifies("presence.proof", "A proof is valid once, for one request, token and minute"), async () => {
      const token = await editor.token();
      const prove = (wish: Partial<Parameters<typeof proofFor>[1]>, now = Date.now()) => ({
        authorization: `DPoP ${token}`,
        dpop: proofFor(editor.key, { method: "POST", url: world.decisionsUrl, token, ...wish }, now),
      });
      const good = prove({});
      assert.equal(await approveWith(good), "approved");
      assert.equal(await approveWith(good), 401, "a second time");
      assert.equal(await approveWith(prove({ method: "DELETE" })), 401, "another method");
      assert.equal(await approveWith(prove({ url: `${world.url}/api/v1/approvals/scopes/x` })), 401, "another path");
      assert.equal(
        await approveWith(prove({ url: world.decisionsUrl.replace("127.0.0.1", "localhost") })),
        401,
        "another origin",
      );
      assert.equal(await approveWith(prove({ token: "another" })), 401, "another token");
      assert.equal(await approveWith(prove({ token: null })), 401, "no token");
      assert.equal(await approveWith(prove({}, Date.now() - 120_000)), 401, "long ago");
      assert.equal(await approveWith(prove({}, Date.now() + 120_000)), 401, "ahead of time");
      const parts = prove({}).dpop.split(".");
      assert.equal(await approveWith({ ...good, dpop: `${parts[0]}.${parts[1]}.${"A".repeat(86)}` }), 401, "unsigned");
    });

    it(verifies("presence.proof", "A proof is accepted once by all registries of a database together"), async () => {
      const headers = await editor.headers("POST", world.decisionsUrl);
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => approveWith(headers)));
      assert.equal(outcomes.filter((outcome) => outcome === "approved").length, 1);
    });

    it(verifies("presence.key", "An editor gets tokens of at most ten minutes, only for decisions"), async () => {
      const answer = await editor.answer();
      assert.ok(answer.state === "allowed");
      assert.ok(Date.parse(answer.expiresAt) - Date.now() <= 600_000);
      const headers = { authorization: `Bearer ${answer.token}` };
      for (const path of ["/approvals", "/me/servers", "/audit"])
        assert.equal((await fetch(`${world.url}/api/v1${path}`, { headers })).status, 401, path);
    });
  });

  describe("the end of a pairing", () => {
    it(verifies("presence.listed", "The inbox lists a paired editor, and one click ends it at once"), async () => {
      const ada = await world.visitorOf("ada");
      const editor = await pairedBy(ada, world.url);
      const headers = await editor.headers("POST", world.decisionsUrl);
      const { id } = editor.begun;
      assert.match((await ada.ask("/approvals")).html, new RegExp(`data-editor="${id}"`));
      const ines = await world.visitorOf("ines");
      assert.doesNotMatch((await ines.ask("/approvals")).html, new RegExp(id));
      await ines.post(`${pairingPath(id)}/revoke`, {});
      assert.equal((await editor.answer()).state, "allowed", "another person's click ends nothing");
      await ada.post(`${pairingPath(id)}/revoke`, {});
      assert.equal(await approveWith(headers), 401);
      assert.deepEqual(await editor.answer(), { state: "ended", why: "revoked" });
      assert.doesNotMatch((await ada.ask("/approvals")).html, new RegExp(id));
    });

    it(verifies("presence.ended", "A pairing ends when the editor signs out, and when its time is over"), async () => {
      const ada = await world.visitorOf("ada");
      const [signedOut, old] = [await pairedBy(ada, world.url), await pairedBy(ada, world.url)];
      const headers = await signedOut.headers("POST", world.decisionsUrl);
      await signedOut.client.end({ api: signedOut.api, id: signedOut.begun.id, key: signedOut.key });
      assert.equal(await approveWith(headers), 401);
      assert.deepEqual(await signedOut.answer(), { state: "ended", why: "signed-out" });
      const last = await old.headers("POST", world.decisionsUrl);
      await world.client.query("update registry.pairings set expires_at = now() where id = $1", [old.begun.id]);
      assert.equal(await approveWith(last), 401);
      assert.equal((await old.answer()).state, "ended");
    });

    it(verifies("presence.ended", "A pairing outlives only the session in which it was allowed"), async () => {
      const ada = await world.visitorOf("ada");
      const editor = await pairedBy(ada, world.url);
      await ada.post("/approvals/sign-out", {});
      assert.equal(await approveBy(editor), "approved");
    });

    it(verifies("presence.sealed", "A pairing that was written into the database allows nothing"), async () => {
      const ines = await world.visitorOf("ines");
      const [hers, waiting] = [await pairedBy(ines, world.url), await world.askingEditor()];
      const headers = await hers.headers("POST", world.decisionsUrl);
      const { id } = waiting.begun;
      await world.client.query(
        `update registry.pairings w set user_name = p.user_name, user_claim = p.user_claim, tokens = p.tokens,
         allowed_at = p.allowed_at, expires_at = p.expires_at, seal = p.seal
         from registry.pairings p where w.id = $1 and p.id = $2`,
        [id, hers.begun.id],
      );
      assert.deepEqual(await waiting.answer(), { state: "ended", why: "revoked" });
      await world.client.query("update registry.pairings set allowed_at = now() + interval '1 day' where id = $1", [
        hers.begun.id,
      ]);
      assert.equal(await approveWith(headers), 401);
    });

    it(verifies("presence.sealed", "A pairing decides nothing if an old row comes back after its end"), async () => {
      const ada = await world.visitorOf("ada");
      const editor = await pairedBy(ada, world.url);
      const { id } = editor.begun;
      const headers = await editor.headers("POST", world.decisionsUrl);
      const [row] = (await world.client.query("select * from registry.pairings where id = $1", [id])).rows;
      await ada.post(`${pairingPath(id)}/revoke`, {});
      await world.client.query("update registry.pairings set ended = null, tokens = $2, seal = $3 where id = $1", [
        ...[id, row.tokens, row.seal],
      ]);
      assert.deepEqual(await editor.answer(), { state: "ended", why: "revoked" });
      assert.equal(await approveWith(headers), 401);
      assert.doesNotMatch((await ada.ask("/approvals")).html, new RegExp(id));
      // The registry's role may append to the audit. No appended entry cancels the end.
      await world.client.query(
        `insert into registry.audit (seq, text, hash, kind)
         select 1000000, text, 'x', kind from registry.audit where kind = 'editor-paired' and credential = $1`,
        [id],
      );
      try {
        assert.deepEqual(await editor.answer(), { state: "ended", why: "revoked" });
      } finally {
        await world.client.query("alter table registry.audit disable trigger user");
        await world.client.query("delete from registry.audit where seq = 1000000");
        await world.client.query("alter table registry.audit enable trigger user");
      }
    });

    it(verifies("presence.listed", "Every step of a pairing is in the audit"), async () => {
      const ada = await world.visitorOf("ada");
      const editor = await pairedBy(ada, world.url);
      await editor.answer();
      await editor.answer();
      await ada.post(`${pairingPath(editor.begun.id)}/revoke`, {});
      const token = await world.identity.accessToken("ines");
      const read = async (after: number) =>
        AuditPage.parse(
          await (
            await fetch(`${world.url}/api/v1/audit?after=${after}`, { headers: { authorization: `Bearer ${token}` } })
          ).json(),
        ).entries.map(({ text }) => JSON.parse(text));
      const events = (await read(0)).filter(({ body }) => body.pairing === editor.begun.id);
      assert.deepEqual(
        events.map(({ kind, body }) => [kind, body.user, body.editor, body.host, body.folder]),
        ["editor-paired", "editor-first-token", "editor-revoked"].map((kind) => [
          ...[kind, "ada", "Code - OSS", "workstation", "reports"],
        ]),
      );
    });
  });

  describe("the time for which an editor may decide", () => {
    const destroys = planOf({ effect: "destructive", reversible: "no" });
    const age = (seconds: number) => agePairings(world.client, world.settings, seconds);

    it(verifies("presence.outcome", "An editor of the second person may resolve a call only for minutes"), async () => {
      const ines = await pairedBy(await world.visitorOf("ines"), world.url);
      const { id } = await world.ask(askOf({ need: "second-person" }));
      await world.approve(id, { sub: "ines" });
      await world.consume(await world.ticket(id));
      await world.post(id, "outcome", { outcome: "unknown" });
      const body = JSON.stringify({ outcome: "failed", reason: "Looked at the table" });
      const resolve = () => ines.decide(`/${id}/resolution`, { method: "POST", body });
      await age(901);
      const lateAnswer = await resolve();
      assert.equal(lateAnswer.status, 403);
      assert.match(
        Refusal.parse(await lateAnswer.json()).message,
        /15 minutes after you allowed it.*open the request's page/,
      );
      assert.equal((await world.ticket(id)).state, "outcome-unknown");
      const visitor = await world.visitorOf("ines");
      await ageSessions(world.client, world.settings, 901);
      const stale = await visitor.post(`/approvals/${id}/resolution`, { outcome: "failed", reason: "Looked" });
      assert.equal(stale.status, 403);
      assert.match(stale.html, /Sign in again to decide this/);
      await age(60);
      assert.equal((await resolve()).status, 200);
      assert.equal((await world.ticket(id)).state, "failed");
    });

    it(
      verifies(
        "presence.age",
        "An editor decides its person's own calls for eight hours, and as the second person for minutes",
      ),
      async () => {
        const ada = await pairedBy(await world.visitorOf("ada"), world.url);
        const ines = await pairedBy(await world.visitorOf("ines"), world.url);
        const second = () => askOf({ need: "second-person" });
        const approveSecond = async () => {
          const { id } = await world.ask(second());
          const { shown, mayDecide } = await world.approval(id, { sub: "ines" });
          assert.equal(mayDecide.editorSeconds, 900);
          const init = {
            method: "POST",
            body: JSON.stringify({ decisions: [{ id, shown, decision: "approve" }] }),
          } as const;
          const [result] = DecisionsAnswer.parse(await (await ines.decide("/decisions", init)).json()).results;
          return result?.ok ? "approved" : result;
        };
        await age(880);
        assert.equal(await approveSecond(), "approved");
        await age(920);
        const refused = await approveSecond();
        assert.ok(typeof refused === "object" && refused.error === "browser-required");
        assert.match(refused.message, /15 minutes.*open the request's page in the browser/);
        assert.equal(await approveBy(ada), "approved");
        assert.equal(await approveBy(ada, askOf({ plan: destroys })), "approved");
        await age(8 * 3600 + 10);
        assert.equal(await approveBy(ada), "browser-required");
      },
    );

    it(verifies("presence.age", "A person who signed in recently decides at the inbox without an editor"), async () => {
      const { id } = await world.ask(askOf({ need: "second-person" }));
      const { shown } = await world.approval(id, { sub: "ines" });
      const ines = await world.visitorOf("ines");
      const fields = { [`shown.${id}`]: shown, [`decision.${id}`]: "approve", page: id };
      await ageSessions(world.client, world.settings, 16 * 60);
      const stale = await ines.post("/approvals/decisions", fields);
      assert.equal(stale.status, 403);
      assert.match(stale.html, /signed in within the last 15 minutes.*href="\/sign-in\/inbox\?to=[^"]*fresh"/s);
      assert.equal((await world.ticket(id)).state, "pending");
      await ines.signIn("ines", `/sign-in/inbox?to=/approvals/${id}&fresh&again`);
      assert.equal((await ines.post("/approvals/decisions", fields)).status, 303);
      assert.equal((await world.ticket(id)).state, "approved");
    });
  });
});
