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

/** An access token lives for longer than any of these tests, so that only the reported sign-out ends calls. */
const tokenSeconds = 1_200;
/** How long (ms) a sign-out may take to count: two questions of the edge, and what two commands take on a busy machine. */
const changeMs = 30_000;

function settings(issuer: string): ProviderDescription {
  const { broker, approver, ...others } = settingsOf("Keycloak with an audience and groups", issuer);
  const scopes = ["openid"];
  return { ...others, broker: { ...broker, scopes }, approver: { ...approver, scopes } };
}

describe("a sign-out that a real Keycloak reports", function () {
  this.timeout(changeMs + 60_000);
  let world: KeycloakWorld;
  before(async function () {
    const { url } = await sharedKeycloak(this);
    world = await startKeycloakWorld(url, "acme-back-channel", settings, { accessTokenLifespan: tokenSeconds });
    const { realm } = world;
    for (const group of ["/drawbridge", "/drawbridge/ads-eng"]) await realm.addGroup(group);
    for (const name of ["ada", "ida"]) await realm.addUser(name, ["/drawbridge/ads-eng"]);
    await realm.addMapper(clientIds.broker, audienceMapper("acme-drawbridge-edge"));
    await realm.addMapper(clientIds.approver, audienceMapper("acme-drawbridge-approvals"));
    for (const clientId of Object.values(clientIds)) await realm.addMapper(clientId, groupsMapper);
  });
  after(() => world?.close());

  const call = (user: CommandLine): Promise<Outcome> => user.run("call", "reports", "look", "--args", '{"text":"hi"}');
  const signedOut = async (user: CommandLine): Promise<void> => {
    let last: Outcome | undefined;
    await until(
      "the person must sign in again",
      async () => {
        last = await call(user);
        return last.code === 3;
      },
      changeMs,
    );
    assert.match(last?.stderr ?? "", /You were signed out at your company's identity provider\. Sign in again/);
  };

  it(
    verifies("keycloak.back-channel", "A person's logout at Keycloak's own page ends their calls, in words"),
    async () => {
      const person = new KeycloakPerson("ada");
      const user = world.commandLine();
      await user.converse(
        ["login", "--registry", world.registry.url],
        /Sign in with your browser: (\S+)\n/,
        ([, url = ""]) => person.signIn(url),
      );
      assert.equal((await call(user)).code, 0);
      assert.match((await person.signOut(world.realm.issuer)).html, /You are logged out/);
      await signedOut(user);
      await user.converse(
        ["login", "--registry", world.registry.url],
        /Sign in with your browser: (\S+)\n/,
        ([, url = ""]) => person.signIn(url),
      );
      assert.equal((await call(user)).code, 0, "after a new sign-in");
    },
  );

  it(
    verifies(
      "keycloak.back-channel",
      "A sign-out by Keycloak's operator ends a person's calls and their session at the inbox",
    ),
    async () => {
      const [user, other] = [await world.signedIn("ida"), await world.signedIn("ada")];
      const visitor = new InboxVisitor(world.registry.url);
      assert.equal((await signInAtKeycloak(visitor, "ida", "/approvals")).status, 200);
      assert.equal((await visitor.ask("/approvals")).status, 200);
      await world.realm.signOut("ida");
      await until(
        "the inbox asks for a sign-in",
        async () => (await visitor.ask("/approvals")).status !== 200,
        changeMs,
      );
      await signedOut(user);
      assert.equal((await call(other)).code, 0);
    },
  );
});
