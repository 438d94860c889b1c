/** A sign-in at a real Keycloak that is not kept. */
import assert from "node:assert/strict";
import { sharedKeycloak } from "../../support/identity/keycloak.ts";
import { clientIds } from "../../support/identity/keycloak-setup.ts";
import { verifies } from "../../support/verifies.ts";
import {
  type KeycloakWorld,
  settingsOf,
  signInByBrowser,
  startKeycloakWorld,
} from "../../support/worlds/keycloak-world.ts";

describe("a sign-in at Keycloak whose token the registry refuses", function () {
  this.timeout(60_000);
  let world: KeycloakWorld;
  before(async function () {
    const { url } = await sharedKeycloak(this);
    // The settings ask for an audience that a realm as it comes puts into no token.
    world = await startKeycloakWorld(url, "acme-unkept", (issuer) => ({
      ...settingsOf("Keycloak as it comes", issuer),
      claims: { audience: "aud", client: ["azp"], user: "sub", groups: "realm_access.roles" },
    }));
    await world.realm.addUser("ada");
  });
  after(() => world?.close());

  it(verifies("keycloak.unkept", "A refused sign-in leaves no offline session at Keycloak"), async () => {
    const { code, stderr } = await signInByBrowser(world.commandLine(), world.registry.url, "ada");
    assert.equal(code, 5, stderr);
    assert.match(stderr, /does not accept the token.*claim aud.*Your sign-in was not kept/);
    assert.equal(await world.realm.offlineSessions("ada", clientIds.broker), 0);
  });
});
