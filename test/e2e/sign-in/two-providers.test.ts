/** Two identity providers at once: two of ours, a real registry, and the command line as a person uses it. */
import assert from "node:assert/strict";
import type { Part } from "@drawbridge/contracts/part";
import { startRegistry } from "@drawbridge/registry/start";
import { decodeJwt } from "jose";
import { BrokerStatus } from "../../../proxy/contracts/control.ts";
import { openSession } from "../../../proxy/identity/session.ts";
import { discoverRegistry } from "../../../proxy/identity/well-known.ts";
import { CommandLine, type Outcome } from "../../support/agents/command-line.ts";
import { temporaryHome } from "../../support/identity/sign-in.ts";
import { startTestIdentity, type TestIdentity, testApproverSecret } from "../../support/identity/test-identity.ts";
import { twoProviders } from "../../support/identity/two-providers.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";

describe("a company with two identity providers", function () {
  this.timeout(60_000);
  let old: TestIdentity;
  let next: TestIdentity;
  let registry: TestRegistry;
  let part: Part;
  const user = new CommandLine();
  before(async () => {
    [old, next] = await Promise.all([startTestIdentity(), startTestIdentity()]);
    registry = await startTestRegistry({ approverSecret: testApproverSecret, identityProviders: both() });
    part = registry.part;
  });
  after(async () => {
    await user.dispose();
    await part.close();
    await registry.close();
    await Promise.all([old.close(), next.close()]);
  });

  const both = () => twoProviders(old.url, next.url);
  /** The operator changes the settings and starts the registry again. */
  const changed = async (identityProviders: ReturnType<typeof both>): Promise<void> => {
    await part.close();
    part = await startRegistry({ ...registry.settings, identityProviders });
  };
  const run = async (exit: number, ...args: string[]): Promise<Outcome> => {
    const outcome = await user.run(...args);
    assert.equal(outcome.code, exit, `${args.join(" ")}: ${outcome.stdout}${outcome.stderr}`);
    return outcome;
  };
  const login = (exit: number, ...args: string[]) => run(exit, "login", "--registry", registry.url, ...args);
  const statusOf = ({ stdout }: Outcome): BrokerStatus => BrokerStatus.parse(JSON.parse(stdout));

  it(verifies("sign-in.chosen", "`login` without a choice signs no person in, and lists both providers"), async () => {
    const { stderr } = await login(2, "--as", "ada");
    assert.match(stderr, /several identity providers/);
    assert.match(stderr, /login --provider acme {4}Acme \(http:.*\n.*login --provider merged {2}Merged Corporation/);
    assert.match((await login(2, "--provider", "other")).stderr, /no identity provider "other".*\n.*--provider acme/);
  });

  it(verifies("sign-in.chosen", "`login --provider` signs in there, and the next `login` remembers it"), async () => {
    assert.match(
      (await login(0, "--provider", "merged", "--as", "ada")).stdout,
      /^Signed in as merged:ada \(ads-eng\)/,
    );
    assert.equal(statusOf(await run(0, "status", "--json")).issuer, next.url);
    await run(0, "logout");
    const again = await login(0, "--as", "finn");
    assert.match(
      again.stderr,
      /Signing in with Merged Corporation, as the last time\. For another one: --provider acme/,
    );
    assert.match(again.stdout, /^Signed in as merged:finn/);
    assert.match((await run(0, "login", "--help")).stdout, /identity providers:\ndrawbridge login --provider acme /);
  });

  it(
    verifies(
      "sign-in.own-provider",
      "A renewal goes to the sign-in's own provider after the order in the settings changed",
    ),
    async () => {
      const home = temporaryHome();
      let clock = Date.now();
      const first = await openSession(home, { now: () => clock });
      await first.signIn(await discoverRegistry(registry.url), await next.tokens("ada"), next.url);
      await first.close();
      for (const order of [both().reverse(), both()]) {
        await changed(order);
        const session = await openSession(home, { now: () => clock });
        clock += 601_000;
        const { iss } = decodeJwt((await session.accessToken()).reveal());
        assert.deepEqual([iss, session.issuer, session.user?.name], [next.url, next.url, "merged:ada"]);
        await session.close();
      }
      home.dispose();
    },
  );

  it(
    verifies("sign-in.removed-provider", "A provider that is removed ends its sign-ins, and each message names it"),
    async () => {
      await login(0, "--provider", "acme", "--as", "ada");
      const home = temporaryHome();
      let clock = Date.now();
      const running = await openSession(home, { now: () => clock });
      await running.signIn(await discoverRegistry(registry.url), await old.tokens("ada"), old.url);
      await changed(both().slice(1));
      const words = /uses the identity provider Acme for Drawbridge\. Sign in again: run `drawbridge login`/;
      await assert.rejects(running.renewed(await running.accessToken()), { code: "session-expired", message: words });
      assert.deepEqual([running.state, running.removedProvider], ["expired", "Acme"]);
      await running.close();
      clock += 1;
      const later = await openSession(home, { now: () => clock });
      await assert.rejects(later.accessToken(), { code: "session-expired", message: words });
      await later.close();
      home.dispose();

      const { stdout, stderr } = await user.run("servers");
      assert.match(stdout + stderr, words);
      assert.match((await run(3, "status")).stdout, /has ended: your company no longer uses .* Acme/);
      assert.match(
        (await login(0, "--as", "ada")).stdout,
        /^Signed in as merged:ada/,
        "one is left, so none is chosen",
      );
      await changed(both());
    },
  );

  it(verifies("sign-in.unkept", "A refused sign-in leaves no refresh token at the provider"), async () => {
    const home = temporaryHome();
    const session = await openSession(home);
    const wellKnown = await discoverRegistry(registry.url);
    const tokens = await next.tokens("ada", { clientId: "drawbridge-broker" });
    // The registry that reads the token no longer has its provider, so it refuses the token.
    await changed(both().slice(0, 1));
    await assert.rejects(session.signIn(wellKnown, tokens, next.url), { code: "not-allowed" });
    const renewal = await fetch(`${next.url}/token`, {
      method: "POST",
      body: new URLSearchParams({
        ...{ grant_type: "refresh_token", client_id: "drawbridge-broker", refresh_token: tokens.refreshToken },
      }),
    });
    assert.deepEqual([renewal.status, Object(await renewal.json()).error], [400, "invalid_grant"]);
    await session.close();
    home.dispose();
  });
});
