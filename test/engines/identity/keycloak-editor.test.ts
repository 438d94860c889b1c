/** An editor's sign-in at a real Keycloak. */
import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { sharedKeycloak } from "../../support/identity/keycloak.ts";
import { clientIds } from "../../support/identity/keycloak-setup.ts";
import { InboxVisitor, type Visited } from "../../support/people/inbox-visitor.ts";
import { answerKeycloak, signInAtKeycloak } from "../../support/people/keycloak-person.ts";
import { type AllowTrip, allowEditor, SigningEditor } from "../../support/people/signing-editor.ts";
import { verifies } from "../../support/verifies.ts";
import { type KeycloakWorld, settingsOf, startKeycloakWorld } from "../../support/worlds/keycloak-world.ts";

describe("an editor's sign-in at Keycloak", function () {
  this.timeout(60_000);
  let world: KeycloakWorld;
  before(async function () {
    const { url } = await sharedKeycloak(this);
    world = await startKeycloakWorld(url, "acme-editor", (issuer) => {
      const settings = settingsOf("Keycloak as it comes", issuer);
      return { ...settings, broker: { ...settings.broker, pushedRequests: true } };
    });
    await world.realm.addUser("ada");
    await world.realm.addRole("ads-eng", "ada");
    await world.realm.changeClient(clientIds.broker, (client) => ({
      ...client,
      attributes: { ...Object(client.attributes), "require.pushed.authorization.requests": "true" },
    }));
  });
  after(() => world?.close());

  it(
    verifies("presence.leg-pushed", "An editor signs in at a Keycloak whose client demands pushed requests"),
    async () => {
      const { url } = world.registry;
      const editor = new SigningEditor(url);
      const visitor = new InboxVisitor(url);
      const trips: AllowTrip[] = [];
      const ends: Visited[] = [];
      await editor.signIn(null, async (page, code) => {
        const { url: pairing } = await signInAtKeycloak(visitor, "ada", page);
        const trip = await allowEditor(visitor, { page: pairing, code: code(), registry: url });
        trips.push(trip);
        // This visitor keeps no cookie of Keycloak's session, so Keycloak asks for the second client too.
        ends.push(await answerKeycloak(visitor, "ada", trip.last));
      });
      const { leg } = trips[0] ?? assert.fail("ada allowed nothing");
      assert.deepEqual([...new URL(leg ?? "").searchParams.keys()].sort(), ["client_id", "request_uri"]);
      assert.match(ends[0]?.html ?? "", /You are signed in/);
      const claims = decodeJwt(editor.broker.tokens?.accessToken ?? "");
      assert.deepEqual([claims.iss, claims.azp], [world.realm.issuer, clientIds.broker]);
      assert.equal(editor.paired.at(-1)?.user, claims.sub);
      editor.dispose();
    },
  );
});
