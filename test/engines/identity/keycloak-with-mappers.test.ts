import assert from "node:assert/strict";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import type { CommandLine, Outcome } from "../../support/agents/command-line.ts";
import { until } from "../../support/clocks/until.ts";
import { sharedKeycloak } from "../../support/identity/keycloak.ts";
import { audienceMapper, clientIds, groupsMapper } from "../../support/identity/keycloak-setup.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { KeycloakPerson, signInAtKeycloak } from "../../support/people/keycloak-person.ts";
import { verifies } from "../../support/verifies.ts";
import { type KeycloakWorld, settingsOf, startKeycloakWorld } from "../../support/worlds/keycloak-world.ts";

const tokenSeconds = 6;
/** How long (ms) a change at Keycloak may take to count: the token's life, and what two commands take on a busy machine. */
const changeMs = (tokenSeconds + 20) * 1000;

/** Both clients demand pushed requests. Without `offline_access`, a sign-in ends with the person's session at Keycloak. */
function settings(issuer: string): ProviderDescription {
  const { broker, approver, ...others } = settingsOf("Keycloak with an audience and groups", issuer);
  return {
    ...others,
    broker: { ...broker, scopes: ["openid"], pushedRequests: true },
    approver: { ...approver, pushedRequests: true },
  };
}

describe("Keycloak with mappers for an audience and for groups", function () {
  this.timeout(changeMs + 30_000);
  let world: KeycloakWorld;
  before(async function () {
    const { url } = await sharedKeycloak(this);
    world = await startKeycloakWorld(url, "acme-mapped", settings, { accessTokenLifespan: tokenSeconds });
    const { realm } = world;
    for (const group of ["/drawbridge", "/drawbridge/ads-eng", "/contractors", "/contractors/ads-eng"])
      await realm.addGroup(group);
    await realm.addUser("ada", ["/drawbridge/ads-eng"]);
    await realm.addUser("finn", ["/contractors/ads-eng"]);
    await realm.addMapper(clientIds.broker, audienceMapper("acme-drawbridge-edge"));
    await realm.addMapper(clientIds.approver, audienceMapper("acme-drawbridge-approvals"));
    for (const clientId of Object.values(clientIds)) {
      await realm.addMapper(clientId, groupsMapper);
      await realm.changeClient(clientId, ({ attributes, ...client }) => ({
        ...client,
        attributes: { ...Object(attributes), "require.pushed.authorization.requests": "true" },
      }));
    }
  });
  after(() => world?.close());

  const call = (user: CommandLine): Promise<Outcome> => user.run("call", "reports", "look", "--args", '{"text":"hi"}');

  it(
    verifies(
      "keycloak.mappers",
      "A call reaches the server with the groups below the path, by their names in policies",
    ),
    async () => {
      const { code, stderr } = await call(await world.signedIn("ada"));
      assert.equal(code, 0, stderr);
      assert.match(String(world.upstream.headers.at(-1)?.["x-forwarded-groups"]), /^"?ads-eng"?$/);
    },
  );

  it(verifies("keycloak.mappers", "A group of the same name elsewhere in the tree opens no server"), async () => {
    const { code, stderr } = await call(await world.signedIn("finn"));
    assert.equal(code, 5, stderr);
  });

  it(
    verifies("sign-in.pushed", "A person signs in at the inbox where the client demands pushed requests"),
    async () => {
      const page = await signInAtKeycloak(new InboxVisitor(world.registry.url), "ada", "/approvals");
      assert.equal(page.status, 200, page.html);
      assert.match(page.html, /Approvals/);
    },
  );

  it(verifies("keycloak.changes", "A person who joins a group may call within the token's life"), async () => {
    const user = await world.signedIn("finn");
    await world.realm.join("finn", "/drawbridge/ads-eng");
    await until("finn may call", async () => (await call(user)).code === 0, changeMs);
    await world.realm.leave("finn", "/drawbridge/ads-eng");
    await until("finn may not call", async () => (await call(user)).code === 5, changeMs);
  });

  it(verifies("keycloak.logout", "A person's logout at Keycloak ends calls within the token's life"), async () => {
    const person = new KeycloakPerson("ada");
    const user = world.commandLine();
    await user.converse(
      ["login", "--registry", world.registry.url],
      /Sign in with your browser: (\S+)\n/,
      ([, url = ""]) => person.signIn(url),
    );
    assert.equal((await call(user)).code, 0);
    assert.match((await person.signOut(world.realm.issuer)).html, /You are logged out/);
    await until("ada must sign in again", async () => (await call(user)).code === 3, changeMs);
  });
});
