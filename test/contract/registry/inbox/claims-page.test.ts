/** The page that says how the registry reads the token of a sign-in at the inbox. */
import assert from "node:assert/strict";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import { until } from "../../../support/clocks/until.ts";
import { startDirectory, type TestDirectory } from "../../../support/identity/directory.ts";
import { type Claims, startIssuer, type TestIssuer } from "../../../support/identity/issuer.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { startTestRegistry, type TestRegistry } from "../../../support/registry/test-registry.ts";
import { manifestOf } from "../../../support/servers/manifest.ts";
import { verifies } from "../../../support/verifies.ts";

const path = "/approvals/claims";
const textOf = (html: string) =>
  html
    .replaceAll(/<(li|p|h\d)\b/g, "\n<$1")
    .replaceAll(/<[^>]+>/g, "")
    .replaceAll(/[ \t]+/g, " ");

describe("the page of claims", function () {
  this.timeout(30_000);
  let issuer: TestIssuer;
  let directory: TestDirectory;
  const registries: TestRegistry[] = [];
  before(async () => {
    [issuer, directory] = await Promise.all([startIssuer(), startDirectory()]);
  });
  after(async () => {
    for (const each of registries) await each.close();
    await Promise.all([issuer.stop(), directory.close()]);
  });

  const registryOf = async (description: Partial<ProviderDescription> = {}): Promise<TestRegistry> => {
    const described: ProviderDescription = {
      issuer: issuer.url,
      claims: { client: ["azp", "client_id"], user: "oid", groups: "realm_access.roles" },
      ...description,
    };
    const registry = await startTestRegistry({ identityProviders: [described], groupsSecret: "s" });
    registries.push(registry);
    await registry.announce(manifestOf("presto", { approvers: ["data-owners"] }), "http://127.0.0.1:9/mcp");
    return registry;
  };
  const pageOf = async ({ url }: TestRegistry, claims: Claims) => {
    const visitor = new InboxVisitor(url);
    const { html, status } = await visitor.signInAt(issuer, claims, path);
    return { visitor, html, status, text: textOf(html) };
  };
  const good: Claims = {
    ...{ oid: "7d0c", name: "Ada Lindqvist", groups: undefined, email: "ada@private.example", ssn: "123-45" },
    realm_access: { roles: ["ads-eng", "cancer-support", "data-owners"] },
  };

  it(
    verifies("idp.claims-page", "The page names each claim that was read, and says nothing that others say"),
    async () => {
      const registry = await registryOf();
      const { status, text, html } = await pageOf(registry, good);
      assert.equal(status, 200);
      assert.match(text, /✓ Found\s+The audience from the claim aud, by the setting claims\.audience/);
      assert.match(text, /✓ Found\s+The application from the claim client_id, by/);
      assert.match(text, /✓ Found\s+Your id: 7d0c from the claim oid/);
      assert.match(text, /✓ Found\s+Your groups from the claim realm_access\.roles/);
      assert.match(text, /✓ Found\s+Your display name: Ada Lindqvist from the claim name/);
      assert.match(text, /these 2 of your groups, and not the other one:\s+ads-eng\s+data-owners\s/);
      assert.doesNotMatch(text, /Missing|second person/);
      assert.doesNotMatch(html, /cancer-support|private\.example|123-45|drawbridge-approver|urn:drawbridge|eyJ/);
    },
  );

  it(
    verifies("idp.claims-page", "The page says of each missing claim where it was expected, and what follows"),
    async () => {
      const registry = await registryOf();
      const { text } = await pageOf(registry, { ...good, name: undefined, realm_access: undefined });
      assert.match(
        text,
        /✕ Missing\s+Your groups expected in the claim realm_access\.roles, .*You are in no group here/,
      );
      assert.match(text, /✕ Missing\s+Your display name expected in the claim name, .*People see your id alone/);
      assert.match(text, /You are in no group\. If that is wrong, .* into the claim realm_access\.roles/);
      const other = await pageOf(registry, { ...good, realm_access: { roles: ["/ads-eng", "Ads-Eng"] } });
      assert.match(other.text, /No rule names any of your 2 groups\..*the setting groupNames translates them/);
      assert.doesNotMatch(other.text, /\/ads-eng|Ads-Eng/);
      const one = await pageOf(registry, { ...good, realm_access: { roles: ["finance"] } });
      assert.match(one.text, /No rule names your one group\./);
      const none = await pageOf(registry, { ...good, realm_access: { roles: [] } });
      assert.match(
        none.text,
        /✓ Found\s+Your groups.*The claim realm_access\.roles names no group, or the setting groupNames/s,
      );
    },
  );

  it(verifies("idp.claims-page", "The page says that groups were looked up, and names those of a rule"), async () => {
    const url = `${directory.url}/users/{user}/groups`;
    const registry = await registryOf({ groupLookup: { kind: "directory", url, userClaim: "oid" } });
    directory.answers.set("/users/7d0c/groups", { value: [{ id: "ads-eng" }, { id: "finance" }] });
    const { text } = await pageOf(registry, { ...good, realm_access: undefined });
    assert.match(text, /✓ Looked up\s+Your groups because the token leaves out the claim realm_access\.roles/);
    assert.match(text, /this one of your groups, and not the other one:\s+ads-eng\s/);
    directory.answers.set("/users/9f2e/groups", { value: [] });
    const none = await pageOf(registry, { ...good, oid: "9f2e", realm_access: undefined });
    assert.match(none.text, /The look-up found no group of yours, or the setting groupNames/);
    directory.answers.set("/users/8e1d/groups", 500);
    const failed = await pageOf(registry, { ...good, oid: "8e1d", realm_access: undefined });
    assert.equal(failed.status, 503);
    assert.match(failed.text, /does not answer just now/);
  });

  it(verifies("name.hostile", "A hostile name or group changes nothing on the page of claims"), async () => {
    const group = "<i>owners</i>\u202e";
    const registry = await registryOf();
    await registry.announce(manifestOf("lake", { approvers: [group] }), "http://127.0.0.1:9/mcp");
    const name = "<b>Ines</b>\u202e(ines)";
    const { html } = await pageOf(registry, { ...good, name, realm_access: { roles: [group] } });
    assert.match(html, /&lt;b&gt;Ines&lt;\/b&gt;<span class="unseen"[^>]*>U\+202E/);
    assert.match(html, /&lt;i&gt;owners&lt;\/i&gt;<span class="unseen"[^>]*>U\+202E/);
    assert.doesNotMatch(html, /<b>Ines|<i>owners|\u202e/);
  });

  it(verifies("idp.claims-page", "The page warns where an id may differ between applications"), async () => {
    issuer.subjectTypes = ["pairwise"];
    try {
      const registry = await registryOf({ claims: { groups: "realm_access.roles" } });
      const { text } = await pageOf(registry, good);
      assert.match(text, /cannot decide as the second person.*claims\.user/);
    } finally {
      issuer.subjectTypes = ["public"];
    }
  });

  it(verifies("inbox.session", "The page asks for a sign-in first, and comes back to itself"), async () => {
    const registry = await registryOf();
    const answer = await new InboxVisitor(registry.url).ask(path);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get("location"), `/sign-in/inbox?to=${encodeURIComponent(path)}`);
    const { visitor } = await pageOf(registry, good);
    assert.match((await visitor.ask("/approvals")).html, /href="\/approvals\/claims"/);
    assert.match((await visitor.ask("/")).html, /href="\/approvals\/claims"/);
    const { headers } = await visitor.ask(path);
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal(headers.get("cache-control"), "no-store");
  });

  it(
    verifies("idp.claim-named", "A session whose claims cannot be read any more gets the reason, not a fault"),
    async () => {
      const registry = await registryOf();
      const { visitor } = await pageOf(registry, { ...good, exp: Math.floor(Date.now() / 1000) + 1 });
      issuer.changed.set("ada", { oid: 7 });
      try {
        await until("the token is renewed", async () => (await visitor.ask(path)).status !== 200);
        const { status, html } = await visitor.ask(path);
        assert.equal(status, 403);
        assert.match(html, /does not know who you are.*the claim oid/s);
      } finally {
        issuer.changed.clear();
      }
    },
  );
});
