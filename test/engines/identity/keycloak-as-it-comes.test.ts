import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { z } from "zod";
import type { CommandLine, Outcome } from "../../support/agents/command-line.ts";
import { passMoment } from "../../support/clocks/real-time.ts";
import { until } from "../../support/clocks/until.ts";
import { sharedKeycloak } from "../../support/identity/keycloak.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { KeycloakPerson, signInAtKeycloak } from "../../support/people/keycloak-person.ts";
import { verifies } from "../../support/verifies.ts";
import {
  type KeycloakWorld,
  settingsOf,
  signInByBrowser,
  startKeycloakWorld,
} from "../../support/worlds/keycloak-world.ts";

/** Short, so that a test sees what happens when a token ends. */
const tokenSeconds = 6;
/** How long (ms) a change at Keycloak may take to count: the token's life, and what two commands take on a busy machine. */
const changeMs = (tokenSeconds + 20) * 1000;

const Session = z.object({ accessToken: z.string() });

/** The access token that the broker of this home keeps. */
const tokenOf = ({ home }: CommandLine): string =>
  Session.parse(JSON.parse(JSON.parse(readFileSync(join(home, "session.json"), "utf8")).plain)).accessToken;

describe("Keycloak as it comes, connected by settings alone", function () {
  this.timeout(changeMs + 30_000);
  let world: KeycloakWorld;
  let subjects: Readonly<Record<string, string>>;
  before(async function () {
    const { url } = await sharedKeycloak(this);
    world = await startKeycloakWorld(url, "acme", (issuer) => settingsOf("Keycloak as it comes", issuer), {
      ...{ accessTokenLifespan: tokenSeconds, revokeRefreshToken: true },
    });
    const { realm } = world;
    subjects = {
      ada: await realm.addUser("ada"),
      finn: await realm.addUser("finn"),
      ines: await realm.addUser("ines"),
    };
    for (const name of ["ada", "ines"]) await realm.addRole("ads-eng", name);
  });
  after(() => world?.close());

  const call = (user: CommandLine): Promise<Outcome> => user.run("call", "reports", "look", "--args", '{"text":"hi"}');
  const works = async (user: CommandLine): Promise<void> => {
    const { code, stderr } = await call(user);
    assert.equal(code, 0, stderr);
  };
  /** Calls until one is refused, which must be within the token's life. */
  const refusedInTime = async (user: CommandLine): Promise<Outcome> => {
    const began = Date.now();
    let last = await call(user);
    while (last.code === 0) {
      assert.ok(Date.now() - began < changeMs, "Calls still pass after the token's life.");
      last = await call(user);
    }
    return last;
  };

  it(verifies("keycloak.as-it-comes", "A person signs in by the browser, and a call reaches the server"), async () => {
    const user = world.commandLine();
    const { code, stdout, stderr } = await signInByBrowser(user, world.registry.url, "ada");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Signed in as .*ads-eng/);
    await works(user);
    const headers = world.upstream.headers.at(-1);
    assert.equal(headers?.["x-forwarded-user"], subjects.ada);
    assert.match(String(headers?.["x-forwarded-groups"]), /ads-eng/);
  });

  it(
    verifies("keycloak.as-it-comes", "A person signs in by a device code, and a call reaches the server"),
    async () => {
      const user = world.commandLine();
      const { code, stderr } = await user.converse(
        ["login", "--registry", world.registry.url, "--device"],
        /enters the code for you: (\S+)\n/,
        ([, url = ""]) => new KeycloakPerson("ada").allowDevice(url),
      );
      assert.equal(code, 0, stderr);
      await works(user);
    },
  );

  it(
    verifies("keycloak.as-it-comes", "A person without the group is refused in words, and not sent to sign in again"),
    async () => {
      const user = await world.signedIn("finn");
      const { code, stderr } = await call(user);
      assert.equal(code, 5, stderr);
      assert.match(stderr, /may not use reports.*Ask Data Platform/);
      assert.doesNotMatch(stderr, /login/);
    },
  );

  it(verifies("keycloak.as-it-comes", "A person signs in at the inbox with the approver's client"), async () => {
    const visitor = new InboxVisitor(world.registry.url);
    const page = await signInAtKeycloak(visitor, "ada", "/approvals");
    assert.equal(page.status, 200, page.html);
    assert.match(page.html, /Approvals/);
  });

  it(
    verifies("keycloak.renewal", "Calls pass over two lives of a token, with refresh tokens that rotate"),
    async () => {
      const user = await world.signedIn("ada");
      const ends = Date.now() + 2 * tokenSeconds * 1000;
      while (Date.now() < ends) await works(user);
    },
  );

  it(verifies("keycloak.bound", "A copy of a token is refused without the key that it is bound to"), async () => {
    const user = await world.signedIn("ada");
    assert.match((await user.run("doctor")).stdout, /^ok {4}tokens: bound to a key/m);
    const accessToken = tokenOf(user);
    assert.equal(decodeJwt(accessToken).azp, "acme-mcp");
    const copied = await fetch(`${world.edgeUrl}/mcp/reports`, {
      method: "POST",
      headers: { authorization: `Bearer ${accessToken}` },
    });
    assert.equal(copied.status, 401);
    assert.match(await copied.text(), /bound to a key/);
  });

  it(verifies("keycloak.keys", "A new signing key of the realm costs no call and no sign-in"), async () => {
    const before = await world.signedIn("ada");
    const keyBefore = decodeProtectedHeader(tokenOf(before)).kid;
    await works(before);
    await world.realm.rotateKey();
    await works(before);
    const later = await world.signedIn("ada");
    await works(later);
    assert.notEqual(decodeProtectedHeader(tokenOf(later)).kid, keyBefore);
  });

  it(
    verifies("keycloak.changes", "A group that is taken away stops calls within the token's life, in words"),
    async () => {
      const user = await world.signedIn("ines");
      await works(user);
      await world.realm.removeRole("ads-eng", "ines");
      const { code, stderr } = await refusedInTime(user);
      assert.equal(code, 5, stderr);
      assert.match(stderr, /may not use reports/);
    },
  );

  it(
    verifies("keycloak.changes", "A group that is given counts within the token's life, without a sign-in"),
    async () => {
      const user = await world.signedIn("finn");
      assert.equal((await call(user)).code, 5);
      await world.realm.addRole("ads-eng", "finn");
      await until("finn may call", async () => (await call(user)).code === 0, changeMs);
    },
  );

  it(verifies("keycloak.logout", "A sign-out by Keycloak's operator ends calls within the token's life"), async () => {
    const user = await world.signedIn("ada");
    await works(user);
    // Keycloak ends the tokens of earlier seconds, and leaves one of the same second valid.
    const { iat = 0 } = decodeJwt(tokenOf(user));
    await passMoment(new Date((iat + 1) * 1000).toISOString());
    await world.realm.signOut("ada");
    const { code, stderr } = await refusedInTime(user);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /drawbridge login/);
  });

  it(verifies("keycloak.logout", "A disabled account stops calls within the token's life"), async () => {
    const user = await world.signedIn("ada");
    await works(user);
    await world.realm.change("ada", { enabled: false });
    const { code, stderr } = await refusedInTime(user);
    assert.equal(code, 3, stderr);
  });
});
