import assert from "node:assert/strict";
import pg from "pg";
import { alike, planOf, sampleOf } from "../../../support/approvals/plan.ts";
import { ageSessions } from "../../../support/clocks/aged-presence.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { manifestOf } from "../../../support/servers/manifest.ts";
import { verifies } from "../../../support/verifies.ts";
import { askOf } from "../../../support/worlds/approvals-world.ts";
import { type InboxWorld, startInboxWithAda } from "../../../support/worlds/inbox-world.ts";
import { forEachTest } from "../../../support/worlds/suite-hooks.ts";

describe("the inbox's pages, without scripts", () => {
  let world: InboxWorld;
  let ada: InboxVisitor;
  forEachTest(startInboxWithAda, (started) => {
    ({ world, ada } = started);
  });

  it(verifies("inbox.states", "The inbox says that nothing waits, and when something will"), async () => {
    const { html } = await ada.ask("/approvals");
    assert.match(html, /Nothing waits for you/);
    assert.match(html, /appears here by itself/);
  });

  it(verifies("inbox.no-script", "The inbox shows every fact of a request and its whole statement"), async () => {
    const { id } = await world.ask(askOf({ plan: planOf({ cost: { rows: 1_234_567, bytes: "unknown" } }) }));
    for (const path of ["/approvals", `/approvals/${id}`]) {
      const { html } = await ada.ask(path);
      const text = html.replaceAll(/<[^>]+>/g, "").replaceAll(/\s+/g, " ");
      for (const part of [
        "ada, by the agent claude-code in the folder ads-reports",
        "ads.spend · INSERT",
        "The presto server (presto), tool Figures, on presto in dev; owned by Data Platform",
        "about 1,234,567 rows, unknown bytes",
        "cannot be undone",
        "INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE &#39;2026-11-21&#39;",
      ])
        assert.ok(text.includes(part), `${path}: ${part}\n${text}`);
    }
    const { html } = await ada.ask(`/approvals/${id}`);
    assert.ok(html.includes(`${world.url}/approvals/${id}`));
    assert.ok(html.includes(await world.shownOf(id)));
  });

  it(verifies("inbox.bound", "The inbox says what the approval is bound to, and what may still change"), async () => {
    const bindings = [
      { object: "ads.todel", role: "reads" as const, version: "v", says: "3 rows, compared whole" },
      { object: "ads.chosen<b>", role: "view" as const, version: "v", says: "defined as it was" },
    ];
    const bound = await world.ask(askOf({ plan: planOf({ basis: { bindings, unheld: ["The clock."] } }) }));
    const old = await world.ask(askOf({ plan: planOf({ summary: "of an older server" }) }));
    const text = async (id: string) =>
      (await ada.ask(`/approvals/${id}`)).html.replaceAll(/<[^>]+>/g, "").replaceAll(/\s+/g, " ");
    assert.match(await text(bound.id), /Bound to ?ads\.todel: to be read \(3 rows, compared whole\)/);
    assert.match(await text(bound.id), /ads\.chosen&lt;b&gt;: to be read through \(defined as it was\)/);
    assert.match(await text(bound.id), /Not held still ?The clock\./);
    assert.match(await text(old.id), /Bound to ?names alone: .* is asked again before it runs/);
  });

  it(
    verifies("inbox.before", "The inbox shows how a definition changes, and the user's own rows on their page"),
    async () => {
      const definition = { object: "ads.seen", now: "SELECT 1\nFROM <a>", after: "SELECT 2\nFROM <a>", why: null };
      const sample = sampleOf("7<b>");
      const { id } = await world.ask({ ...askOf({ plan: planOf({ definition }) }), sample });
      const { html } = await ada.ask(`/approvals/${id}`);
      assert.match(html, /<span class="removed">- SELECT 1\n<\/span><span class="added">\+ SELECT 2\n<\/span>/);
      assert.match(html, /<span class="same"> {2}FROM &lt;a&gt;\n<\/span>/);
      assert.match(html, /<th scope="col">id<\/th>.*<td>7&lt;b&gt;<\/td>/s);
      assert.match(html, /1 row of ads\.spend as they are now\. Only you see them\./);
      const list = await ada.ask("/approvals");
      assert.match(list.html, /<span class="added">\+ SELECT 2/);
      assert.doesNotMatch(list.html, /7&lt;b&gt;/);
    },
  );

  it(verifies("inbox.before", "The inbox shows a second person the definition and no rows"), async () => {
    const definition = { object: "ads.seen", now: "SELECT 1", after: null, why: "It is known only after the change." };
    const sample = sampleOf("rare-cell");
    const { id } = await world.ask({ ...askOf({ plan: planOf({ definition }), need: "second-person" }), sample });
    const ines = await InboxVisitor.signedIn(world.url, "ines");
    const { html } = await ines.ask(`/approvals/${id}`);
    assert.match(html, /SELECT 1.*It is known only after the change\./s);
    assert.doesNotMatch(html, /rare-cell|Rows now/);
    assert.match((await ada.ask(`/approvals/${id}`)).html, /rare-cell/);
  });

  it(verifies("inbox.no-script", "The inbox approves one, rejects one and leaves one in one form"), async () => {
    const [first, second, third] = [await world.ask(), await world.ask(), await world.ask()];
    const fields: Record<string, string> = {};
    for (const { id } of [first, second, third]) fields[`shown.${id}`] = await world.shownOf(id);
    const answer = await ada.post("/approvals/decisions", {
      ...fields,
      ...{
        [`decision.${first.id}`]: "approve",
        [`decision.${second.id}`]: "reject",
        [`reason.${second.id}`]: "too wide",
      },
      [`decision.${third.id}`]: "leave",
    });
    assert.equal(answer.status, 303);
    assert.deepEqual(
      [await world.stateOf(first.id), await world.stateOf(second.id), await world.stateOf(third.id)],
      ["approved", "rejected", "pending"],
    );
    assert.equal((await world.ticket(second.id)).reason, "too wide");
    const { html } = await ada.visit(answer.headers.get("location") ?? "");
    assert.match(html, /2 requests are decided/);
    // Neither the request that was left nor any other can be decided where the button was.
    assert.doesNotMatch(html, /name="(decision|all|shown)/);
    assert.match(html, /Go on to what waits/);
  });

  for (const [when, drawn] of [
    ["the moment it was drawn", () => String(Date.now())],
    ["a page of the future", () => String(Date.now() + 60_000)],
    ["no page that says when it was drawn", () => ""],
    ["nonsense", () => "NaN"],
  ] as const) {
    it(verifies("inbox.read-first", `The inbox decides nothing by a form of ${when}`), async () => {
      const { id } = await world.ask();
      const fields = { [`shown.${id}`]: await world.shownOf(id), [`decision.${id}`]: "approve", page: id };
      for (const screen of [{ page: id }, {}, { all: "approve" }]) {
        const { page: _, ...list } = fields;
        const answer = await ada.post("/approvals/decisions", { ...list, ...screen, drawn: drawn() });
        assert.equal(answer.status, 422);
        assert.match(answer.html, /Nothing was decided: the page had just come up/);
        assert.equal(await world.stateOf(id), "pending");
      }
    });
  }

  it(
    verifies(
      "inbox.read-first",
      "After a form that was only partly accepted, the inbox shows no request that was not on it",
    ),
    async () => {
      const ticket = await world.ask();
      const shown = await world.shownOf(ticket.id);
      const newer = await world.ask();
      const { status, html } = await ada.post("/approvals/decisions", {
        ...{ [`shown.${ticket.id}`]: shown, [`decision.${ticket.id}`]: "reject", [`reason.${ticket.id}`]: "" },
      });
      assert.equal(status, 422);
      assert.match(html, new RegExp(`name="decision\\.${ticket.id}"`));
      assert.doesNotMatch(html, new RegExp(`name="decision\\.${newer.id}"`));
    },
  );

  it(verifies("inbox.outcome", "The title names the act and its object, and the page its result"), async () => {
    const { id } = await world.ask(askOf({ plan: planOf({ writes: ["ads.spend"], reads: ["ads.staging"] }) }));
    const title = async () => /<title>([^<]*)/.exec((await ada.ask(`/approvals/${id}`)).html)?.[1];
    assert.equal(await title(), "ads.spend · INSERT · Drawbridge");
    assert.match((await ada.ask(`/approvals/${id}`)).html, /INSERT into ads\.spend, reads from ads\.staging/);
    await world.approve(id);
    await world.consume(await world.ticket(id));
    await world.post(id, "outcome", {
      outcome: "failed",
      durationMs: 1_234,
      failure: "There is no such table.\u3164",
    });
    const { html } = await ada.ask(`/approvals/${id}`);
    assert.match(html, /The call ran and failed\. There is no such table\.<span class="unseen"[^>]*>U\+3164/);
  });

  it(verifies("inbox.no-script", "The inbox decides all requests that are shown, and no other"), async () => {
    const tickets = [await world.ask(), await world.ask()];
    const fields: Record<string, string> = { all: "approve" };
    for (const { id } of tickets) fields[`shown.${id}`] = await world.shownOf(id);
    const later = await world.ask();
    await ada.post("/approvals/decisions", fields);
    assert.deepEqual(await Promise.all([...tickets, later].map(({ id }) => world.stateOf(id))), [
      "approved",
      "approved",
      "pending",
    ]);
  });

  it(verifies("inbox.states", "The inbox says what was not decided and why, and keeps what was typed"), async () => {
    const [first, second] = [await world.ask(), await world.ask()];
    const body = {
      ...{
        [`shown.${first.id}`]: await world.shownOf(first.id),
        [`decision.${first.id}`]: "reject",
        [`reason.${first.id}`]: "",
      },
      ...{ [`shown.${second.id}`]: "other", [`decision.${second.id}`]: "reject", [`reason.${second.id}`]: "my words" },
    };
    const { status, html } = await ada.post("/approvals/decisions", body);
    assert.equal(status, 422);
    assert.match(html, /2 decisions were not taken/);
    assert.match(html, /A rejection needs a reason/);
    assert.match(html, new RegExp(`name="reason.${first.id}" [^>]*autofocus aria-invalid="true"`));
    assert.doesNotMatch(html, new RegExp(`name="reason.${second.id}" [^>]*aria-invalid`));
    assert.match(html, /What you were shown is not the whole of what would run/);
    assert.match(html, /value="my words"/);
    assert.deepEqual([await world.stateOf(first.id), await world.stateOf(second.id)], ["pending", "pending"]);
  });

  it(verifies("inbox.decides", "The inbox decides a request on its own page, and shows the result"), async () => {
    const { id } = await world.ask();
    const fields = {
      page: id,
      [`shown.${id}`]: await world.shownOf(id),
      [`decision.${id}`]: "reject",
      [`reason.${id}`]: "No <b>need</b>",
    };
    const answer = await ada.post("/approvals/decisions", fields);
    assert.equal(answer.headers.get("location"), `/approvals/${id}`);
    const { html } = await ada.ask(`/approvals/${id}`);
    assert.match(html, /Rejected/);
    assert.match(html, /No &lt;b&gt;need&lt;\/b&gt;/);
    assert.doesNotMatch(html, /<button[^>]*>Approve/);
    const again = await ada.post("/approvals/decisions", fields);
    assert.equal(again.status, 422);
    assert.match(again.html, /already/);
  });

  it(
    verifies(
      "approvals.second-person",
      "The inbox does not let the requester decide, and lets a colleague decide by the pasted link",
    ),
    async () => {
      const { id } = await world.ask(askOf({ need: "second-person" }));
      const own = await ada.ask(`/approvals/${id}`);
      assert.match(own.html, /You cannot decide this/);
      assert.match(own.html, /Send the link below to a member of <code>infra<\/code>/);
      assert.doesNotMatch(own.html, /<button[^>]*>Approve/);
      const forced = { page: id, [`shown.${id}`]: await world.shownOf(id), [`decision.${id}`]: "approve" };
      assert.equal((await ada.post("/approvals/decisions", forced)).status, 422);

      const ines = new InboxVisitor(world.url);
      const page = await ines.signIn("ines", `/approvals/${id}`);
      assert.match(page.html, /<button[^>]*>\s*Approve/);
      assert.equal((await ines.post("/approvals/decisions", forced)).status, 303);
      assert.deepEqual([await world.stateOf(id), (await world.ticket(id)).decidedBy], ["approved", "ines"]);

      const finn = new InboxVisitor(world.url);
      const stranger = await finn.signIn("finn", `/approvals/${id}`);
      assert.equal(stranger.status, 404);
      assert.match(stranger.html, /There is no such request for you/);
      assert.doesNotMatch(stranger.html, /INSERT/);
    },
  );

  it(verifies("approvals.scopes", "The inbox gives and revokes an approval for similar calls"), async () => {
    const { id } = await world.ask();
    const fields = {
      page: id,
      [`shown.${id}`]: await world.shownOf(id),
      [`decision.${id}`]: "approve",
      [`similar.${id}`]: "3600",
    };
    await ada.post("/approvals/decisions", fields);
    assert.equal((await world.ask()).state, "approved");
    const { html } = await ada.ask("/approvals");
    assert.match(html, /Standing approvals/);
    assert.match(
      html,
      /INSERT ads\.spend, reading ads\.staging: at most 5,000 rows each.*used 1 of 20 times, 1,200 of 10,000 rows/s,
    );
    const scope = /action="(\/approvals\/scopes\/[\w-]+\/revoke)"/.exec(html)?.[1] ?? "";
    const other = new InboxVisitor(world.url);
    await other.signIn("finn");
    await other.post(scope, {});
    assert.equal((await world.ask()).state, "approved");
    await ada.post(scope, {});
    assert.equal((await world.ask()).state, "pending");
  });

  it(
    verifies(
      "presence.outcome",
      "A sign-in that is too old for a decision still revokes an approval for similar calls",
    ),
    async () => {
      const client = new pg.Client(world.settings.databaseUrl);
      await client.connect();
      const { id } = await world.ask();
      const fields = { page: id, [`shown.${id}`]: await world.shownOf(id), [`decision.${id}`]: "approve" };
      await ada.post("/approvals/decisions", { ...fields, [`similar.${id}`]: "3600" });
      const destructive = await world.ask(askOf({ plan: planOf({ similar: null }), need: "second-person" }));
      await ageSessions(client, world.settings, 16 * 60);
      const { html } = await ada.ask("/approvals");
      await ada.post(/action="(\/approvals\/scopes\/[\w-]+\/revoke)"/.exec(html)?.[1] ?? "", {});
      assert.equal((await world.ask()).state, "pending");
      assert.equal(await world.stateOf(destructive.id), "pending");
      await client.end();
    },
  );

  it(verifies("approvals.outcome", "The inbox lets a person say how a call with unknown outcome ended"), async () => {
    const { id } = await world.ask();
    await world.approve(id);
    await world.consume(await world.ticket(id));
    await world.post(id, "outcome", { outcome: "unknown" });
    assert.match((await ada.ask(`/approvals/${id}`)).html, /How did it end\?/);
    assert.equal((await ada.post(`/approvals/${id}/resolution`, { outcome: "succeeded", reason: "" })).status, 422);
    const response = await ada.post(`/approvals/${id}/resolution`, {
      outcome: "succeeded",
      reason: "The rows are there",
    });
    assert.equal(response.status, 303);
    assert.equal(await world.stateOf(id), "succeeded");
  });

  it(verifies("inbox.shown-whole", "The inbox escapes and makes visible every field that others fill"), async () => {
    const evil = (where: string) =>
      `${where}<script>alert('${where}')</script>"><img src=x onerror=alert(1)>\u202e\u200b\u0007&amp;${"{{1}}"}`;
    const names = [
      "agent",
      "workspace",
      "summary",
      "verb",
      "content",
      "target",
      "object",
      "similar",
      "title",
      "tool",
      "owner",
    ];
    const server = manifestOf("presto", {
      title: evil("title"),
      owner: evil("owner"),
      tools: [
        { name: "figures", title: evil("tool"), description: "", effect: "read", policy: "everybody", minutesSaved: 1 },
      ],
    });
    await world.announce(server, "http://127.0.0.1:9/mcp");
    const plan = planOf({
      ...{ summary: evil("summary"), verb: evil("verb"), target: evil("target"), objects: [evil("object")] },
      ...{ similar: alike(evil("similar")), text: { language: "sql", content: evil("content") } },
    });
    const { id } = await world.ask(askOf({ agent: evil("agent").slice(0, 100), workspace: evil("workspace"), plan }));
    const json = await world.ask(askOf({ plan: { ...plan, text: { language: "json", content: evil("content") } } }));
    const rejected = await world.ask(askOf({ plan }));
    await world.decide([
      { id: rejected.id, shown: await world.shownOf(rejected.id), decision: "reject", reason: evil("reason") },
    ]);
    const pages = await Promise.all(
      ["/approvals", `/approvals/${id}`, `/approvals/${json.id}`, `/approvals/${rejected.id}`].map((path) =>
        ada.ask(path),
      ),
    );
    for (const { html, url } of pages) {
      assert.doesNotMatch(html, /<script(?! nonce="[\w-]+" src="\/inbox\.js" defer>)/, url);
      assert.doesNotMatch(html, /<img/, url);
      for (const unseen of ["\u202e", "\u200b", "\u0007"]) assert.ok(!html.includes(unseen), url);
    }
    const all = pages
      .map(({ html }) => html)
      .join()
      .replaceAll(/<\/?(bdi|span)[^>]*>/g, "");
    for (const name of names) {
      assert.ok(all.includes(`${name}&lt;script&gt;`), name);
      if (name !== "agent")
        assert.match(
          all,
          new RegExp(`${name}&lt;script&gt;alert\\(&#39;${name}[^\\n]*?U\\+202EU\\+200BU\\+0007&amp;amp;`),
          name,
        );
    }
    assert.match(all, /reason&lt;script&gt;/);
  });

  it(
    verifies(
      "inbox.shown-whole",
      "The inbox shows a statement of a mebibyte whole, and decides it only on its own page",
    ),
    async () => {
      const content = `SELECT 1 -- ${"padding ".repeat(130_998)}`.concat("\n; DROP TABLE ads.spend -- the end");
      const { id } = await world.ask(askOf({ plan: planOf({ text: { language: "sql", content } }) }));
      const list = await ada.ask("/approvals");
      assert.ok(list.html.length < 30_000, `${list.html.length}`);
      assert.match(list.html, /Open it to read it whole and decide/);
      assert.doesNotMatch(list.html, new RegExp(`shown\\.${id}`));
      const page = await ada.ask(`/approvals/${id}`);
      const statement = /<pre class="statement"[^>]*><code>(.*?)<\/code><\/pre>/s.exec(page.html)?.[1] ?? "";
      assert.equal(statement.replaceAll(/<[^>]+>/g, ""), content);
      assert.match(page.html, /1,048,\d{3} characters, 2 lines/);
    },
  );
});
