/** The inbox of a company with two identity providers, whose settings change while people are signed in. */
import assert from "node:assert/strict";
import type { Part } from "@drawbridge/contracts/part";
import { startRegistry } from "@drawbridge/registry/start";
import { startIssuer, type TestIssuer } from "../../../support/identity/issuer.ts";
import { InboxVisitor, type Visited } from "../../../support/people/inbox-visitor.ts";
import { pairedBy, TestEditor } from "../../../support/people/paired-editor.ts";
import { startTestRegistry, type TestRegistry } from "../../../support/registry/test-registry.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the inbox with two identity providers", function () {
  this.timeout(30_000);
  let old: TestIssuer;
  let next: TestIssuer;
  let registry: TestRegistry;
  let part: Part;
  beforeEach(async () => {
    [old, next] = await Promise.all([startIssuer(), startIssuer()]);
    registry = await startTestRegistry({ identityProviders: both() });
    part = registry.part;
  });
  afterEach(async () => {
    await part.close();
    await registry.close();
    await Promise.all([old.stop(), next.stop()]);
  });

  const both = () => [
    { issuer: old.url, name: "old", title: "The Old <One>", claims: { userPrefix: "old:" } },
    { issuer: next.url, name: "next", title: "The Next One", claims: { userPrefix: "next:" } },
  ];
  /** The operator changes the settings and starts the registry again. */
  const changed = async (identityProviders: ReturnType<typeof both>): Promise<void> => {
    await part.close();
    part = await startRegistry({ ...registry.settings, identityProviders });
  };
  const visitor = () => new InboxVisitor(registry.url);
  const links = ({ html }: Visited): string[] =>
    [...html.matchAll(/class="button" href="([^"]+)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
  const providerOf = (address: string | undefined): string | null =>
    new URL(address ?? "", registry.url).searchParams.get("provider");
  const goesTo = async (link: string | undefined): Promise<string> =>
    new URL((await visitor().ask(link ?? "")).headers.get("location") ?? "").origin;

  it(verifies("inbox.providers", "The sign-in page has a button for each provider, which leads to it"), async () => {
    const page = await visitor().visit("/approvals/editors/some");
    assert.equal(page.status, 200);
    assert.match(page.html, /Sign in with The Old &lt;One&gt;<\/a>.*Sign in with The Next One<\/a>/s);
    assert.deepEqual(links(page).map(providerOf), [old.url, next.url]);
    assert.deepEqual(await Promise.all(links(page).map(goesTo)), [old.url, next.url]);
    for (const link of links(page))
      assert.equal(new URL(link, registry.url).searchParams.get("to"), "/approvals/editors/some");
  });

  it(
    verifies("inbox.providers", "A choice that the settings do not have leads to the sign-in page again"),
    async () => {
      const page = await visitor().visit("/sign-in/inbox?to=/approvals&fresh&provider=https%3A%2F%2Fevil.example");
      assert.deepEqual(links(page).map(providerOf), [old.url, next.url]);
      assert.ok(links(page).every((link) => link.includes("&fresh")));
    },
  );

  it(verifies("inbox.providers", "A person is signed in by the provider that they chose"), async () => {
    for (const [issuer, user] of [
      [old, "old:ada"],
      [next, "next:ada"],
    ] as const) {
      const page = await visitor().signInAt(issuer, { sub: "ada" });
      assert.deepEqual([page.status, page.html.includes(`<span>${user}</span>`)], [200, true], page.html);
    }
  });

  it(verifies("inbox.providers", "The answer of one provider ends no sign-in that began at the other"), async () => {
    const ada = visitor();
    const begun = await ada.ask(`/sign-in/inbox?to=/approvals&provider=${encodeURIComponent(old.url)}`);
    const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "";
    const mixed = new URLSearchParams({ code: next.code({ sub: "ada" }), state, iss: next.url });
    const page = await ada.visit(`/sign-in/inbox/back?${mixed}`);
    assert.notEqual(page.status, 200);
    assert.equal((await ada.visit("/approvals")).html.includes("next:ada"), false);
  });

  it(
    verifies("inbox.providers", "A person who signs in again is sent to their own provider without a choice"),
    async () => {
      const ada = visitor();
      const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
      await ada.signInAt(next, { sub: "ada" }, "/approvals", hoursAgo);
      const { begun } = await TestEditor.begun(registry.url);
      const page = await ada.ask(new URL(begun.url).pathname);
      assert.equal(providerOf(page.headers.get("location") ?? ""), next.url);
    },
  );

  it(
    verifies("sign-in.own-provider", "An editor's person is asked of their own provider after the order changed"),
    async () => {
      const ada = visitor();
      await ada.signInAt(next, { sub: "ada" });
      const editor = await pairedBy(ada, registry.url);
      for (const order of [both().reverse(), both()]) {
        await changed(order);
        const answer = await editor.answer();
        assert.deepEqual([answer.state, "user" in answer && answer.user], ["allowed", "next:ada"]);
      }
    },
  );

  it(
    verifies("sign-in.removed-provider", "At the inbox, a removed provider ends its sessions in words and its editors"),
    async () => {
      const [ada, finn] = [visitor(), visitor()];
      await ada.signInAt(old, { sub: "ada" });
      await finn.signInAt(next, { sub: "finn" });
      const editor = await pairedBy(ada, registry.url);
      await changed(both().slice(1));
      const page = await ada.visit("/approvals");
      assert.equal(page.status, 401);
      assert.match(
        page.html,
        new RegExp(`no longer uses the identity provider ${new URL(old.url).host} for Drawbridge`),
      );
      assert.deepEqual(links(page), ["/sign-in/inbox?to=%2Fapprovals"]);
      assert.equal(await goesTo(links(page)[0]), next.url, "one is left, so there is no choice");
      assert.equal((await ada.ask("/approvals")).status, 303, "it is said once");
      assert.deepEqual(await editor.answer(), { state: "ended", why: "signed-out" });
      assert.equal((await finn.ask("/approvals")).status, 200);
    },
  );

  it(
    verifies("sign-in.removed-provider", "A sign-in under way at a provider that is removed ends in words"),
    async () => {
      const ada = visitor();
      const begun = await ada.ask(`/sign-in/inbox?to=/approvals&provider=${encodeURIComponent(old.url)}`);
      const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "";
      await changed(both().slice(1));
      const page = await ada.visit(
        `/sign-in/inbox/back?${new URLSearchParams({ code: old.code(), state, iss: old.url })}`,
      );
      assert.equal(page.status, 403);
      assert.match(
        page.html,
        /no longer uses the identity provider with which this sign-in began\. Sign in with another/,
      );
    },
  );
});
