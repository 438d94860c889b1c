import assert from "node:assert/strict";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { oauthClients } from "@drawbridge/contracts/oauth";
import * as client from "openid-client";
import { startTestIdentity, type TestIdentity } from "../../support/identity/test-identity.ts";
import { Browser, type BrowserPage } from "../../support/people/browser.ts";
import { verifies } from "../../support/verifies.ts";

const redirect = "http://127.0.0.1:65000/callback";

describe("the development identity provider's pages", () => {
  let identity: TestIdentity;
  before(async () => {
    identity = await startTestIdentity();
  });
  after(() => identity.close());

  const authorize = (more: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      client_id: oauthClients.broker,
      response_type: "code",
      redirect_uri: redirect,
      scope: "openid",
      state: "s",
      ...more,
    });
    return `${identity.url}/auth?${query}`;
  };
  const challenged = async (verifier = client.randomPKCECodeVerifier()) => ({
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  /** The parameters with which the browser is redirected to the client. */
  const returned = async (from: Promise<BrowserPage>): Promise<URLSearchParams> => {
    const { url } = await from;
    assert.ok(url.startsWith(redirect), url);
    return new URL(url).searchParams;
  };

  it(
    verifies(
      "identity.pages",
      "The sign-in page lists every demo user as a button of a form, under a heading, without scripts",
    ),
    async () => {
      const page = await new Browser().visit(authorize(await challenged()));
      assert.equal(page.status, 200);
      for (const user of ["ada", "finn", "ines", "omar"])
        assert.match(page.html, new RegExp(`<button name="user" value="${user}">`));
      assert.match(page.html, /<html lang="en">/);
      assert.match(page.html, /<h1>/);
      assert.match(page.html, /color-scheme: light dark/);
      assert.doesNotMatch(page.html, /<script|onclick|onfocus|tabindex="-|https?:\/\/(?!127\.0\.0\.1)/);
    },
  );

  it(verifies("identity.pages", "The provider's pages allow no script, no frame and no foreign content"), async () => {
    const page = await new Browser().visit(authorize(await challenged()));
    const policy = page.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /script-src|unsafe/);
    assert.equal(page.headers.get("cache-control"), "no-store");
  });

  it(verifies("identity.pages", "The field for a device's code has a label"), async () => {
    const page = await new Browser().visit(`${identity.url}/device`);
    assert.match(page.html, /<label for="user_code">/);
    assert.match(page.html, /<input\s[^>]*id="user_code" type="text" name="user_code"/);
    assert.doesNotMatch(page.html, /onfocus/);
  });

  for (const [what, path, init] of [
    ["a code is posted", "/device", { method: "POST", body: new URLSearchParams({ user_code: "BCDF-GHJK" }) }],
    ["nothing is posted", "/device", { method: "POST" }],
    ["a form of 200,000 characters is posted", "/device", { method: "POST", body: `user_code=${"B".repeat(200_000)}` }],
    ["another type than a form is posted", "/device", { method: "POST", body: "user_code=BCDF-GHJK" }],
    ["a sign-in for an unknown device continues", "/device/none", {}],
  ] as const) {
    for (const cookie of ["", "_session=invented", "_session=invented; _session.sig=invented"]) {
      it(
        verifies("identity.pages", `A page says what to do if a browser has ${cookie || "no session"} and ${what}`),
        async () => {
          const answer = await fetch(`${identity.url}${path}`, { ...init, headers: { cookie, accept: "text/html" } });
          const page = await answer.text();
          assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${page}`);
          assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
          assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'/);
          assert.match(page, /Nothing was done/);
          const href = /<a href="([^"]+)"/.exec(page)?.[1] ?? "";
          const again = await new Browser().visit(new URL(href, identity.url).href);
          assert.match(again.html, /<label for="user_code">/);
          assert.doesNotMatch(page, /name="xsrf"/);
        },
      );
    }
  }

  it(
    verifies("identity.pages", "A device's code can be entered again if a form's token belongs to another session"),
    async () => {
      const browser = new Browser();
      const page = await browser.visit(`${identity.url}/device`);
      const refused = await browser.submit(page, { user_code: "BCDF-GHJK", xsrf: "0".repeat(48) });
      assert.equal(refused.status, 400);
      assert.match(refused.html, /role="alert">[^<]*type the code again/i);
      const taken = await browser.submit(refused, { user_code: "BCDF-GHJK" });
      assert.match(taken.html, /That code is not known/);
    },
  );

  it(
    verifies("identity.demonstration", "The provider's pages and metadata say that the provider is for demonstrations"),
    async () => {
      const signIn = await new Browser().visit(authorize(await challenged()));
      const device = await new Browser().visit(`${identity.url}/device`);
      const error = await new Browser().visit(`${identity.url}/auth?client_id=unknown`);
      for (const page of [signIn, device, error]) assert.match(page.html, /For demonstrations only/);
      const metadata = await fetch(`${identity.url}/.well-known/openid-configuration`);
      assert.match(await metadata.text(), /"drawbridge_dev":true/);
    },
  );

  it(
    verifies("identity.pkce", "The sign-in page is not shown without a PKCE challenge, or with a plain one"),
    async () => {
      for (const more of [{}, { code_challenge: client.randomPKCECodeVerifier(), code_challenge_method: "plain" }]) {
        const answer = await returned(new Browser(redirect).visit(authorize(more)));
        assert.equal(answer.get("error"), "invalid_request");
      }
    },
  );

  it(verifies("identity.pkce", "A code works only once and only with its PKCE verifier"), async () => {
    const verifier = client.randomPKCECodeVerifier();
    const exchange = (code: string, codeVerifier: string) =>
      fetch(`${identity.url}/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "authorization_code",
          client_id: oauthClients.broker,
          redirect_uri: redirect,
          code,
          code_verifier: codeVerifier,
        }),
      });
    const code = async () => {
      const browser = new Browser(redirect);
      const page = await browser.visit(authorize(await challenged(verifier)));
      return (await returned(browser.submit(page, { user: "ada" }))).get("code") ?? "";
    };
    assert.equal((await exchange(await code(), client.randomPKCECodeVerifier())).status, 400);
    const good = await code();
    assert.equal((await exchange(good, verifier)).status, 200);
    assert.equal((await exchange(good, verifier)).status, 400);
  });

  it("Without a known demo user, the browser is redirected with access_denied", async () => {
    for (const user of ["", "eve"]) {
      const browser = new Browser(redirect);
      const page = await browser.visit(authorize(await challenged()));
      assert.equal((await returned(browser.submit(page, { user }))).get("error"), "access_denied");
    }
  });

  it("The browser is redirected only to the clients' own addresses", async () => {
    const page = await new Browser().visit(
      authorize({ ...(await challenged()), redirect_uri: "https://evil.example/callback" }),
    );
    assert.equal(page.status, 400);
    assert.match(page.html, /redirect_uri/);
  });

  it("A sign-in with the cookie of another browser is reported as ended", async () => {
    const page = await new Browser().visit(authorize(await challenged()));
    const other = await new Browser().visit(page.url);
    assert.equal(other.status, 400);
    assert.match(other.html, /This sign-in has ended or was started elsewhere/);
  });

  it("A form that is too long is refused", async () => {
    const browser = new Browser();
    const page = await browser.visit(authorize(await challenged()));
    assert.equal((await browser.submit(page, { user: "a".repeat(5_000) })).status, 400);
  });

  it(verifies("identity.loopback", "Requests with the name of another host are refused"), async () => {
    const status = await new Promise((done, failed) => {
      const { port } = new URL(identity.url);
      const rebindingRequest = request({
        host: "127.0.0.1",
        port,
        path: "/jwks",
        headers: { host: "rebound.example" },
      });
      rebindingRequest.once("error", failed).once("response", (response) => {
        response.resume();
        done(response.statusCode);
      });
      rebindingRequest.end();
    });
    assert.equal(status, 421);
  });

  it(verifies("identity.loopback", "The provider does not listen on the machine's other addresses"), async () => {
    const { port } = new URL(identity.url);
    const others = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    for (const { address, internal, family } of others) {
      if (internal || family !== "IPv4") continue;
      await assert.rejects(fetch(`http://${address}:${port}/jwks`));
    }
    await assert.rejects(fetch(`http://127.0.0.2:${port}/jwks`));
  });
});
