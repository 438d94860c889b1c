import assert from "node:assert/strict";
import { oauthClients } from "@drawbridge/contracts/oauth";
import { passTime } from "../../../support/clocks/real-time.ts";
import { send } from "../../../support/network/http.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { verifies } from "../../../support/verifies.ts";
import { askOf } from "../../../support/worlds/approvals-world.ts";
import { type InboxWorld, startInbox } from "../../../support/worlds/inbox-world.ts";
import { onceForSuite } from "../../../support/worlds/suite-hooks.ts";
import { type WithDatabase, withDatabase } from "../../../support/worlds/with-database.ts";

const sessionCookie = "drawbridge-inbox";

describe("a session at the web inbox", () => {
  let world: WithDatabase<InboxWorld>;
  onceForSuite(withDatabase(startInbox), (started) => {
    world = started;
  });
  const signedIn = async (user = "ada"): Promise<InboxVisitor> => {
    const visitor = new InboxVisitor(world.url);
    assert.equal((await visitor.signIn(user)).status, 200);
    return visitor;
  };
  const age = (column: "created_at" | "seen_at", minutes: number) =>
    world.client.query(`update registry.web_sessions set ${column} = now() - make_interval(mins => $1)`, [minutes]);
  const leadsToSignIn = async (visitor: InboxVisitor, path = "/approvals") =>
    (await visitor.ask(path)).headers.get("location")?.startsWith("/sign-in/inbox?to=") === true;

  it(verifies("inbox.way-back", "A session begins with a sign-in that leads back to the same page"), async () => {
    const { id } = await world.ask();
    const visitor = new InboxVisitor(world.url);
    const page = await visitor.signIn("ada", `/approvals/${id}`);
    assert.deepEqual([page.status, page.url], [200, `${world.url}/approvals/${id}`]);
    assert.match(page.html, /INSERT into ads\.spend/);
  });

  it(verifies("inbox.way-back", "A sign-in leads only to the inbox, regardless of the link"), async () => {
    for (const to of [
      "https://evil.example/",
      "//evil.example/approvals",
      "/\\evil.example/approvals",
      "\\\\evil.example",
      "/approvals/../../evil",
      "/approvals/..%2f..%2fevil",
      "javascript:alert(1)",
      "/approvals\r\nset-cookie: x=y",
      "http:evil.example",
      "/approvals@evil.example",
      `${world.url}.evil.example/approvals`,
      "/internal/v1/edge",
      "/sign-in/start?to=https://evil.example",
    ]) {
      const visitor = new InboxVisitor(world.url);
      const page = await visitor.signIn("ada", `/sign-in/inbox?to=${encodeURIComponent(to)}`);
      assert.equal(page.url, `${world.url}/approvals`, to);
    }
  });

  it(
    verifies("sign-in.provider-words", "A provider's refusal is shown at the inbox in its own words, escaped"),
    async () => {
      const visitor = new InboxVisitor(world.url);
      const provider = new URL((await visitor.ask("/sign-in/inbox?to=/approvals")).headers.get("location") ?? "");
      const answer = new URLSearchParams({
        ...{ error: "invalid_target", error_description: "The <b>resource\u202e parameter is not supported" },
        ...{ state: provider.searchParams.get("state") ?? "", iss: provider.origin },
      });
      const { status, html } = await visitor.visit(`/sign-in/inbox/back?${answer}`);
      assert.equal(status, 403);
      assert.match(
        html,
        /did not sign you in \(invalid_target: &quot;The &lt;b&gt;resource\\+u\{202e\} parameter is not/,
      );
      assert.doesNotMatch(html, /<b>/);
    },
  );

  it(verifies("inbox.session", "A session's cookie is kept from scripts and from other sites"), async () => {
    const visitor = new InboxVisitor(world.url);
    const start = await visitor.ask("/sign-in/inbox?to=/approvals");
    const trip = start.headers.getSetCookie().join();
    assert.match(trip, /^drawbridge-trip-.*Max-Age=600.*HttpOnly; SameSite=Lax$/i);
    assert.doesNotMatch(trip, /verifier|approvals/);
    const chosen = await visitor.visit(start.headers.get("location") ?? "");
    const back = await stopAtBack(visitor, chosen.url);
    const session = back.headers.getSetCookie().find((cookie) => cookie.startsWith(`${sessionCookie}=`)) ?? "";
    assert.match(session, /^drawbridge-inbox=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Strict$/);
    // The page leads on by itself, because after a redirect from another site the browser would not send the strict
    // cookie.
    assert.equal(back.status, 200);
    assert.match(back.html, /http-equiv="refresh" content="0;url=\/approvals"/);
    const { rows } = await world.client.query("select * from registry.web_sessions");
    const value = session.slice(sessionCookie.length + 1).split(";")[0] ?? "";
    assert.ok(value !== "" && !JSON.stringify(rows).includes(value));
    assert.ok(!/eyJ[\w-]+\.eyJ/.test(JSON.stringify(rows)), "no token lies there in the clear");
  });
  /** Chooses ada at the provider and follows the redirects until the registry's callback has answered. */
  const stopAtBack = async (visitor: InboxVisitor, provider: string) => {
    let page = await visitor.ask(provider, { method: "POST", body: new URLSearchParams({ user: "ada" }) });
    while (!page.url.startsWith(`${world.url}/sign-in/inbox/back`))
      page = await visitor.ask(new URL(page.headers.get("location") ?? "", page.url).href);
    return page;
  };

  it(
    verifies("inbox.session", "A session has a new id at each sign-in, and ends the one that the browser came with"),
    async () => {
      const planted = await signedIn("finn");
      const id = planted.cookies.get(sessionCookie) ?? "";
      const victim = new InboxVisitor(world.url);
      victim.cookies.set(sessionCookie, id);
      await victim.signIn("ada", "/sign-in/inbox?to=/approvals");
      assert.notEqual(victim.cookies.get(sessionCookie), id);
      assert.match((await victim.ask("/approvals")).html, />ada</);
      assert.equal(await leadsToSignIn(planted), true);
      // A made-up id does not become a session either.
      const inventor = new InboxVisitor(world.url);
      inventor.cookies.set(sessionCookie, "A".repeat(43));
      await inventor.signIn("ada");
      assert.notEqual(inventor.cookies.get(sessionCookie), "A".repeat(43));
    },
  );

  it(verifies("inbox.session", "A session does not begin by the provider's answer to another browser"), async () => {
    const attacker = new InboxVisitor(world.url);
    const start = await attacker.ask("/sign-in/inbox?to=/approvals");
    const chosen = await attacker.visit(start.headers.get("location") ?? "");
    let page = await attacker.ask(chosen.url, { method: "POST", body: new URLSearchParams({ user: "finn" }) });
    while (!new URL(page.headers.get("location") ?? "", page.url).href.startsWith(world.url))
      page = await attacker.ask(new URL(page.headers.get("location") ?? "", page.url).href);
    const link = page.headers.get("location") ?? "";
    const victim = new InboxVisitor(world.url);
    const answered = await victim.ask(link);
    assert.equal(answered.status, 400);
    assert.match(answered.html, /cannot go on/);
    assert.equal(victim.cookies.has(sessionCookie), false);
    // The attacker's own code can be used only once.
    const own = await attacker.ask(link);
    assert.equal(own.status, 200);
    assert.equal((await attacker.ask(link)).status, 400);
  });

  it(verifies("inbox.session", "A session ends after fifteen idle minutes, and always after an hour"), async () => {
    for (const [column, minutes] of [
      ["seen_at", 16],
      ["created_at", 61],
    ] as const) {
      const visitor = await signedIn();
      await age(column, minutes - 2);
      assert.equal((await visitor.ask("/approvals")).status, 200);
      await age(column, minutes);
      assert.equal(await leadsToSignIn(visitor), true);
      const post = await visitor.post("/approvals/decisions", {});
      assert.equal(post.status, 401);
      assert.match(post.html, /Nothing was decided/);
    }
  });

  it(verifies("inbox.session", "A page that only follows changes does not keep a session alive"), async () => {
    const visitor = await signedIn();
    await age("seen_at", 14);
    const live = { headers: { "x-drawbridge-live": "1" } };
    assert.equal((await visitor.ask("/approvals", live)).status, 200);
    const { rows } = await world.client.query(
      "select max(seen_at) < now() - interval '13 minutes' as quiet from registry.web_sessions",
    );
    assert.equal(rows[0].quiet, true);
    await age("seen_at", 16);
    assert.equal((await visitor.ask("/approvals", live)).status, 401);
    assert.equal((await visitor.ask("/approvals/events")).status, 401);
  });

  it(verifies("approvals.sealed", "A person cannot use another's tokens, copied into their row by SQL"), async () => {
    const mine = await signedIn("finn");
    const before = await world.client.query(
      "select id_digest from registry.web_sessions order by created_at desc limit 1",
    );
    await signedIn("ines");
    const theirs = await world.client.query(
      "select sealed, tokens from registry.web_sessions order by created_at desc limit 1",
    );
    const [{ sealed, tokens }] = theirs.rows;
    const [{ id_digest }] = before.rows;
    const own = await world.client.query(
      `update registry.identity_tokens set sealed = (select sealed from registry.identity_tokens where id = $1)
       where id = (select tokens from registry.web_sessions where id_digest = $2)`,
      [tokens, id_digest],
    );
    assert.equal(own.rowCount, 1);
    assert.equal(await leadsToSignIn(mine), true);
    await world.client.query("update registry.web_sessions set sealed = $1, tokens = $2 where id_digest = $3", [
      ...[sealed, tokens, id_digest],
    ]);
    assert.equal(await leadsToSignIn(mine), true);
  });

  it(verifies("inbox.session", "A session renews its token unnoticed, once for any number of requests"), async () => {
    world.identity.setAccessTokenSeconds(1);
    const visitor = await signedIn();
    world.identity.setAccessTokenSeconds(600);
    await passTime(1_100, "a second is the shortest life of a token, and a session does not show its token");
    const pages = await Promise.all(Array.from({ length: 8 }, () => visitor.ask("/approvals")));
    assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([200]));
    assert.equal((await visitor.ask("/approvals")).status, 200);
  });

  it(verifies("inbox.session", "A session is not lost if other people sign in at the same moment"), async () => {
    for (let round = 0; round < 3; round += 1) {
      const visitors = await Promise.all(Array.from({ length: 8 }, (_, at) => signedIn(at % 2 === 0 ? "ada" : "ines")));
      const pages = await Promise.all(visitors.map((visitor) => visitor.ask("/approvals")));
      assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([200]));
    }
  });

  it(verifies("inbox.session", "Signing out ends a session at the registry and in the browser"), async () => {
    const visitor = await signedIn();
    const id = visitor.cookies.get(sessionCookie) ?? "";
    const out = await visitor.post("/approvals/sign-out", {});
    assert.deepEqual([out.status, out.headers.get("location")], [303, "/"]);
    assert.equal(visitor.cookies.has(sessionCookie), false);
    visitor.cookies.set(sessionCookie, id);
    assert.equal(await leadsToSignIn(visitor), true);
  });

  it(
    verifies("inbox.own-forms", "A session refuses forms of another site or session, or without a token"),
    async () => {
      const visitor = await signedIn();
      const finn = await signedIn("finn");
      const { id } = await world.ask();
      const { shown } = await world.approval(id);
      const fields = { [`shown.${id}`]: shown, [`decision.${id}`]: "approve" };
      const form = await visitor.formToken();
      const attempts: readonly (readonly [string, Record<string, string>, Record<string, string>])[] = [
        ["another site's", fields, { origin: "https://evil.example" }],
        ["an opaque origin's", fields, { origin: "null" }],
        ["another port's", fields, { origin: "http://127.0.0.1:1" }],
        ["no form token", { ...fields, form: "" }, {}],
        ["a made-up form token", { ...fields, form: form.replace(/.$/, "A").replace(/^./, "B") }, {}],
        ["another session's form token", { ...fields, form: await finn.formToken() }, {}],
      ];
      for (const [what, body, headers] of attempts) {
        const answer = await visitor.post("/approvals/decisions", body, headers);
        assert.equal(answer.status, 403, what);
        assert.match(answer.html, /Nothing was done/, what);
      }
      const withoutOrigin = await visitor.ask("/approvals/decisions", {
        method: "POST",
        body: new URLSearchParams({ ...fields, form }),
      });
      assert.equal(withoutOrigin.status, 403);
      const asJson = await visitor.ask("/approvals/decisions", {
        ...{ method: "POST", body: JSON.stringify({ decisions: [{ id, shown, decision: "approve" }] }) },
        headers: { origin: world.url, "content-type": "application/json" },
      });
      assert.equal(asJson.status, 403);
      assert.equal(
        (await visitor.ask(`/approvals/decisions?form=${form}&shown.${id}=${shown}&decision.${id}=approve`)).status,
        404,
      );
      assert.equal((await world.ticket(id)).state, "pending");
      assert.equal((await visitor.post("/approvals/decisions", fields)).status, 303);
      assert.equal((await world.ticket(id)).state, "approved");
    },
  );

  it(verifies("approvals.approver-token", "No token that an agent can get opens a session"), async () => {
    const { id } = await world.ask();
    const broker = await world.identity.accessToken("ada", { clientId: oauthClients.broker });
    for (const headers of [{ authorization: `Bearer ${broker}` }, { cookie: `${sessionCookie}=${broker}` }]) {
      const answer = await fetch(`${world.url}/approvals/${id}`, { headers, redirect: "manual" });
      assert.equal(answer.status, 303);
      const post = await fetch(`${world.url}/approvals/decisions`, {
        ...{ method: "POST", redirect: "manual", body: "x=y", headers: { ...headers, origin: world.url } },
      });
      assert.equal(post.status, 401);
    }
  });

  it(verifies("inbox.headers", "No site can frame the inbox, and only its own script runs"), async () => {
    const visitor = await signedIn();
    const { id } = await world.ask();
    for (const path of ["/approvals", `/approvals/${id}`, "/approvals/none", "/sign-in/inbox/back?state=x"]) {
      const { headers } = await visitor.ask(path);
      const policy = headers.get("content-security-policy") ?? "";
      for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"])
        assert.ok(policy.includes(part), `${path}: ${policy}`);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.equal(headers.get("x-frame-options"), "DENY");
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "same-origin");
    }
    const nonce = async () =>
      /'nonce-([^']+)'/.exec((await visitor.ask("/approvals")).headers.get("content-security-policy") ?? "")?.[1];
    assert.notEqual(await nonce(), await nonce());
  });

  it(verifies("inbox.headers", "The inbox does not answer under another host's name"), async () => {
    const answer = await send(`${world.url}/approvals`, { headers: ["Host", "evil.example"] });
    assert.equal(answer.status, 421);
    const local = await send(`${world.url}/approvals`, { headers: ["Host", `localhost:${new URL(world.url).port}`] });
    assert.deepEqual([local.status, local.headers.location], [302, `${world.url}/approvals`]);
  });

  it(verifies("inbox.way-back", "A link on another site opens the inbox without a new sign-in"), async () => {
    const visitor = await signedIn();
    const { id } = await world.ask(askOf());
    const session = visitor.cookies.get(sessionCookie) ?? "";
    visitor.cookies.delete(sessionCookie);
    // A request like that of a browser that does not send the strict cookie.
    const bounced = await visitor.ask(`/approvals/${id}`, { headers: { "sec-fetch-site": "cross-site" } });
    assert.equal(bounced.status, 200);
    assert.match(bounced.html, new RegExp(`http-equiv="refresh" content="0;url=/approvals/${id}"`));
    visitor.cookies.set(sessionCookie, session);
    assert.match((await visitor.ask(`/approvals/${id}`)).html, /INSERT into ads\.spend/);
  });
});
