/** The registry as the receiver of logout tokens: which it takes, and which not. */
import assert from "node:assert/strict";
import { SignOutPage } from "@drawbridge/contracts/sign-outs";
import { SignJWT, UnsecuredJWT } from "jose";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { type Claims, edgeAudience, goodClaims, makeKey, sign } from "../../support/identity/issuer.ts";
import { logoutClaims, logoutEvents, logoutToken, sendLogout } from "../../support/identity/logout.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";

const seconds = (): number => Math.floor(Date.now() / 1000);
const OAuthError = z.object({ error: z.string(), error_description: z.string() });
const of = { sub: "ada", sid: "one" };

describe("the receiver of logout tokens", () => {
  let registry: TestRegistry;
  before(async () => {
    registry = await startTestRegistry();
  });
  after(() => registry?.close());

  const stored = async (): Promise<number> => {
    const answer = await registry.asPart("edge", "/parts/edge/sign-outs?after=0");
    return SignOutPage.parse(await answer.json()).signOuts.length;
  };
  const refuses = async (send: () => Promise<Response>, why: RegExp): Promise<void> => {
    const before = await stored();
    const answer = await send();
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const { error, error_description: words } = OAuthError.parse(await answer.json());
    assert.equal(error, "invalid_request");
    assert.match(words, why);
    assert.equal(await stored(), before);
  };

  for (const [what, claims] of Object.entries({
    "a session": { sid: "s" },
    "a person": { sub: "ada" },
    "a person's session": of,
    "the approver's client": { ...of, aud: ["drawbridge-approver", "another"] },
  })) {
    it(verifies("signout.receiver", `A logout token of ${what} is taken once, without a body or a cache`), async () => {
      const before = await stored();
      const token = await logoutToken(registry.issuer, claims);
      const answer = await sendLogout(registry.url, token);
      assert.equal(answer.status, 200);
      assert.equal(await answer.text(), "");
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assert.equal(await stored(), before + 1);
      await refuses(() => sendLogout(registry.url, token), /received before \(jti\)/);
    });
  }

  for (const typ of ["JWT", "application/logout+jwt"]) {
    it(verifies("signout.receiver", `A logout token of the type ${typ} is taken`), async () => {
      const token = await logoutToken(registry.issuer, of, undefined, typ);
      assert.equal((await sendLogout(registry.url, token)).status, 200);
    });
  }

  const wrong: Readonly<Record<string, readonly [Claims, RegExp]>> = {
    "of another issuer": [{ iss: "https://id.example.com" }, /claim iss/],
    "without an issuer": [{ iss: undefined }, /claim iss/],
    "for another client": [{ aud: "another" }, /claim aud/],
    "for the edge's audience in place of a client": [{ aud: edgeAudience }, /claim aud/],
    "without an audience": [{ aud: undefined }, /claim aud/],
    "that has expired": [{ exp: seconds() - 100 }, /expired/],
    "without an expiry": [{ exp: undefined }, /claim exp/],
    "from the future": [{ iat: seconds() + 900, exp: seconds() + 1000 }, /claim iat/],
    "that is older than a day": [{ iat: seconds() - 90_000 }, /expired/],
    "without a time": [{ iat: undefined }, /claim iat/],
    "without an id": [{ jti: undefined }, /claim jti/],
    "without the event": [{ events: undefined }, /claim events/],
    "with another event": [{ events: { "http://example.com/other": {} } }, /claim events/],
    "whose event is no object": [
      { events: Object.fromEntries(Object.keys(logoutEvents).map((each) => [each, true])) },
      /claim events/,
    ],
    "with a nonce, as an ID token has it": [{ nonce: "n" }, /claim nonce/],
    "that names neither a person nor a session": [{ sub: undefined, sid: undefined }, /claim sub/],
    "whose session is empty": [{ sid: "" }, /claim sid/],
    "whose session is no text": [{ sid: 7 }, /claim sid/],
  };
  for (const [what, [claims, why]] of Object.entries(wrong)) {
    it(verifies("signout.forged", `A logout token ${what} ends nothing`), async () => {
      const token = await logoutToken(registry.issuer, { ...of, ...claims });
      await refuses(() => sendLogout(registry.url, token), why);
    });
  }

  it(verifies("signout.forged", "A token by a key that is not the provider's ends nothing, under any id"), async () => {
    for (const kid of ["first", "unknown"]) {
      const token = await logoutToken(registry.issuer, of, await makeKey(kid));
      await refuses(() => sendLogout(registry.url, token), /not signed by the identity provider/);
    }
  });

  it(
    verifies("signout.forged", "A token without a signature, or by a public key as a secret, ends nothing"),
    async () => {
      const claims = logoutClaims(registry.issuer.url, of);
      const [key] = registry.issuer.keys;
      const secret = new TextEncoder().encode(JSON.stringify(key?.publicJwk));
      const hmac = await new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256", kid: "first" }).sign(secret);
      for (const token of [new UnsecuredJWT({ ...claims }).encode(), hmac])
        await refuses(() => sendLogout(registry.url, token), /not signed by/);
    },
  );

  it(verifies("signout.forged", "An access token or an ID token of the provider ends nothing"), async () => {
    const [key] = registry.issuer.keys;
    assert.ok(key !== undefined);
    const claims = { ...goodClaims(registry.issuer.url), aud: "drawbridge-broker", ...of };
    await refuses(async () => sendLogout(registry.url, await sign(claims, key)), /type \(typ\)/);
    await refuses(async () => sendLogout(registry.url, await sign(claims, key, "JWT")), /claim events/);
  });

  it(verifies("signout.forged", "A body that is not a form with one token ends nothing"), async () => {
    const url = `${registry.url}/sign-out/back-channel`;
    const [one, two] = [await logoutToken(registry.issuer, of), await logoutToken(registry.issuer, of)];
    const form = (text: string): RequestInit => ({
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: text,
    });
    for (const init of [
      form(""),
      form(`logout_token=${one}&logout_token=${two}`),
      { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ logout_token: one }) },
    ])
      await refuses(() => fetch(url, init), /not a form with one logout_token/);
    await refuses(() => fetch(url, form("logout_token=abc")), /not a signed JWT/);
    await refuses(() => fetch(url, form(`logout_token=${"a".repeat(70_000)}`)), /too long/);
  });

  it(verifies("signout.receiver", "A logout fails with 400 while the provider's keys cannot be read"), async () => {
    const apart = await startTestRegistry();
    const token = await logoutToken(apart.issuer, of);
    await apart.issuer.stop();
    const answer = await sendLogout(apart.url, token);
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /cannot be checked or stored just now/);
    await apart.issuer.start();
    assert.equal((await sendLogout(apart.url, token)).status, 200);
    await apart.close();
  });

  it(
    verifies("signout.forged", "Sign-outs are handed to the hosted parts alone, each by its own credential"),
    async () => {
      assert.equal((await registry.asPart("edge", "/parts/presto/sign-outs?after=0")).status, 403);
      assert.equal((await fetch(`${registry.url}/internal/v1/parts/edge/sign-outs?after=0`)).status, 401);
    },
  );

  it(verifies("signout.several", "A sign-out counts at another registry of the database"), async () => {
    const other = await startTestRegistry({
      ...{ databaseUrl: registry.settings.databaseUrl, issuer: registry.issuer.url },
    });
    const token = await registry.issuer.mint({ iat: seconds() - 5, sub: "ida", sid: "elsewhere" });
    const ask = (): Promise<Response> =>
      fetch(`${other.url}/api/v1/me/servers`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await ask()).status, 200);
    await sendLogout(registry.url, await logoutToken(registry.issuer, { sid: "elsewhere" }));
    await until("the other registry refuses the token", async () => (await ask()).status === 401);
    await other.close();
  });
});
