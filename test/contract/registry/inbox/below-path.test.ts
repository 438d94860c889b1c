import assert from "node:assert/strict";
import { pairingPath } from "@drawbridge/contracts/pairing";
import { WellKnown } from "@drawbridge/contracts/registry";
import { freePort } from "../../../support/network/listening.ts";
import { InboxVisitor, type Visited } from "../../../support/people/inbox-visitor.ts";
import { addressesIn } from "../../../support/people/page-links.ts";
import { verifies } from "../../../support/verifies.ts";
import { type InboxWorld, startInbox } from "../../../support/worlds/inbox-world.ts";

describe("a registry below a path of its address", function () {
  this.timeout(60_000);
  let world: InboxWorld;
  let base: string;
  let ada: InboxVisitor;
  before(async () => {
    const port = await freePort();
    base = `http://localhost:${port}/drawbridge`;
    const deciding = { ownSeconds: 600, secondPersonSeconds: 600, pairingSeconds: 600, irreversibleInBrowser: false };
    world = await startInbox({ port, url: base, deciding: { ...deciding, passkeys: true } });
    ada = await world.visitorOf("ada");
  });
  after(() => world.close());

  const assertBelow = (page: Visited): readonly string[] => {
    const addresses = addressesIn(page.html, page.url);
    const location = page.headers.get("location");
    const all = location === null ? addresses : [...addresses, new URL(location, page.url).href];
    for (const address of all)
      if (new URL(address).host === new URL(base).host)
        assert.ok(`${address}/`.startsWith(`${base}/`), `${page.url} leads to ${address}`);
    return all;
  };

  it(verifies("inbox.path-cookie", "The cookies of the inbox go to the registry's own path alone"), async () => {
    const begun = await new InboxVisitor(base).ask("/sign-in/inbox");
    for (const cookie of begun.headers.getSetCookie()) assert.match(cookie, /; Path=\/drawbridge\/;/);
    assert.equal(begun.headers.getSetCookie().length, 1);
    assert.match(ada.cookiesFor(`${base}/approvals`), /drawbridge-inbox=/);
    for (const other of ["/", "/drawbridge", "/drawbridge-staging/approvals", "/approvals"])
      assert.doesNotMatch(ada.cookiesFor(new URL(other, base).href), /drawbridge/);
  });

  it(verifies("proxies.registry-path", "What programs ask of a registry is below its path, too"), async () => {
    const wellKnown = WellKnown.parse(await (await fetch(`${base}/.well-known/drawbridge`)).json());
    assert.deepEqual([wellKnown.registry, wellKnown.api], [base, `${base}/api/v1`]);
    assert.equal((await fetch(`${base}/v0.1/servers`)).status, 200);
    const logout = await fetch(`${base}/sign-out/back-channel`, { method: "POST", body: new URLSearchParams() });
    assert.deepEqual([logout.status, (await logout.text()).includes("logout_token")], [400, true]);
    for (const internal of [base, new URL(base).origin])
      assert.equal((await fetch(`${internal}/internal/v1/parts/edge/sign-outs`)).status, 401, internal);
    const { id } = await world.ask();
    assert.equal((await world.approval(id)).link, `${base}/approvals/${id}`);
  });

  it(
    verifies("proxies.registry-path", "No page of a registry leads outside its path, and every link works"),
    async () => {
      const ask = await world.ask();
      await world.ask();
      await world.editorOf({});
      const waiting = await world.askingEditor();
      const decided = await world.ask();
      const shown = await world.shownOf(decided.id);
      const post = (path: string, fields: Record<string, string>) => ada.post(path, fields);
      const pages = [
        await post("/approvals/decisions", {
          [`decision.${decided.id}`]: "approve",
          [`shown.${decided.id}`]: shown,
        }),
        await post("/approvals/decisions", { [`decision.${ask.id}`]: "reject", [`shown.${ask.id}`]: "x" }),
        await post("/approvals/unknown/resolution", {}),
        await post("/approvals/scopes/unknown/revoke", {}),
        await post("/approvals/editors/unknown", {}),
        await post(pairingPath(waiting.begun.id), { code: "WRNG-CODE" }),
        await post("/approvals/passkeys", {}),
        await ada.post("/approvals/decisions", {}, { origin: "https://evil.example" }),
        await new InboxVisitor(base).ask("/approvals/claims"),
        await new InboxVisitor(base).ask("/approvals/claims", { headers: { "sec-fetch-site": "cross-site" } }),
        await new InboxVisitor(base).ask("/approvals", { method: "POST" }),
        await new InboxVisitor(base).ask("/sign-in/start"),
        await new InboxVisitor(base).ask("/sign-in/back"),
        await new InboxVisitor(base).ask("/sign-in/inbox/back"),
      ];
      const found = new Set([`${base}/`, base, ...pages.flatMap(assertBelow)]);
      found
        .add(`${base}/approvals/${ask.id}`)
        .add(`${base}${pairingPath(waiting.begun.id)}`)
        .add(`${base}/approvals/no`);
      const statuses = new Map<string, number>();
      for (const address of found) {
        if (new URL(address).host !== new URL(base).host || /\/(events|sign-out)$/.test(address)) continue;
        const page = await ada.ask(address);
        statuses.set(address.slice(base.length), page.status);
        for (const next of assertBelow(page)) found.add(next);
      }
      for (const path of [
        ...["", "/", "/style.css", "/inbox.css", "/inbox.js", "/passkeys.js", "/readyz", "/.well-known/drawbridge"],
        ...["/approvals", "/approvals/claims", "/approvals/passkeys", `/approvals/${ask.id}`],
        pairingPath(waiting.begun.id),
      ])
        assert.equal(statuses.get(path), 200, path);
    },
  );
});
