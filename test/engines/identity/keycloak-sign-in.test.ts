import assert from "node:assert/strict";
import type { WellKnown } from "@drawbridge/contracts/registry";
import { quietLine } from "../../../proxy/commands/sign-in-lines.ts";
import { signInByDevice } from "../../../proxy/identity/device.ts";
import { connectIssuer, type Issuer } from "../../../proxy/identity/issuer.ts";
import { signInByBrowser } from "../../../proxy/identity/loopback.ts";
import { renewalFrom } from "../../../proxy/identity/refresh.ts";
import type { Tokens } from "../../../proxy/identity/tokens.ts";
import { sharedKeycloak } from "../../support/identity/keycloak.ts";
import { createRealm, type KeycloakRealm } from "../../support/identity/keycloak-realm.ts";
import { wellKnownFor } from "../../support/identity/sign-in.ts";
import { freePort } from "../../support/network/listening.ts";
import type { BrowserPage } from "../../support/people/browser.ts";
import { KeycloakPerson } from "../../support/people/keycloak-person.ts";
import { verifies } from "../../support/verifies.ts";

const clientId = "acme-mcp";
const device = { "oauth2.device.authorization.grant.enabled": "true" };

describe("a sign-in at a real Keycloak", function () {
  this.timeout(60_000);
  let realm: KeycloakRealm;
  before(async function () {
    const { url } = await sharedKeycloak(this);
    realm = await createRealm(url, "acme-sign-in", { revokeRefreshToken: true });
    await realm.addUser("ada");
    await realm.addClient({ clientId, publicClient: true, redirectUris: ["http://127.0.0.1/callback"] });
  });
  /** The client, with the attributes of one test. */
  const demand = (attributes: Readonly<Record<string, string>>, redirectUri = "http://127.0.0.1/callback") =>
    realm.changeClient(clientId, (client) => ({
      ...client,
      redirectUris: [redirectUri],
      attributes: {
        ...{ "pkce.code.challenge.method": "", "require.pushed.authorization.requests": "false", ...device },
        ...attributes,
      },
    }));

  const wellKnown = (): WellKnown => ({ ...wellKnownFor(realm.issuer), clients: { broker: clientId } });
  const connected = (): Promise<Issuer> => connectIssuer(wellKnown());

  const byBrowser = async (options: { port?: number } = {}): Promise<{ tokens: Tokens; page: BrowserPage }> => {
    const issuer = await connected();
    let page: Promise<BrowserPage> | undefined;
    const open = (url: URL): void => {
      page = new KeycloakPerson("ada").signIn(url.href);
    };
    const tokens = await signInByBrowser(issuer, { open, ...options });
    if (page === undefined) throw new Error("No browser was opened.");
    return { tokens, page: await page };
  };

  it(verifies("sign-in.keycloak", "A person signs in by the browser, and the tokens are bound to a key"), async () => {
    await demand({ "pkce.code.challenge.method": "S256" });
    const { tokens, page } = await byBrowser();
    assert.match(page.html, /You are signed in/);
    assert.ok(tokens.key !== undefined);
  });

  it(
    verifies("sign-in.device-pkce", "A person signs in by a device code with a client that demands PKCE"),
    async () => {
      await demand({ "pkce.code.challenge.method": "S256" });
      let page: Promise<BrowserPage> | undefined;
      const tokens = await signInByDevice(await connected(), ({ directUrl }) => {
        page = new KeycloakPerson("ada").allowDevice(directUrl ?? "");
      });
      assert.match((await page)?.html ?? "", /Device Login Successful/);
      assert.ok(tokens.key !== undefined);
    },
  );

  it(
    verifies("sign-in.keycloak", "A refresh token is good for one renewal where the realm revokes used ones"),
    async () => {
      await demand({});
      const { tokens } = await byBrowser();
      const renewal = renewalFrom(wellKnown(), Date.now, globalThis.fetch);
      const renewed = await renewal.refresh(tokens.refreshToken, tokens.key);
      assert.notEqual(renewed.refreshToken.reveal(), tokens.refreshToken.reveal());
      await assert.rejects(renewal.refresh(tokens.refreshToken, tokens.key), { code: "session-expired" });
    },
  );

  it(
    verifies("sign-in.port", "A person comes back to the one port that the client's redirect address has"),
    async () => {
      const port = await freePort();
      await demand({}, `http://127.0.0.1:${port}/callback`);
      const { page } = await byBrowser({ port });
      assert.equal(new URL(page.url).port, String(port));
    },
  );

  it(
    verifies("sign-in.quiet", "Keycloak shows an error page for another redirect address, and a note says what may be"),
    async () => {
      await demand({}, "http://127.0.0.1:7777/callback");
      const issuer = await connected();
      const stop = new AbortController();
      let page: Promise<BrowserPage> | undefined;
      let note = "";
      const trip = {
        open: (url: URL) => {
          page = new KeycloakPerson("ada").signIn(url.href);
        },
        quiet: (redirect: string) => {
          note = quietLine(issuer, redirect);
          stop.abort();
        },
        quietMs: 2_000,
        signal: stop.signal,
      };
      await assert.rejects(signInByBrowser(issuer, trip), { code: "timed-out" });
      assert.match((await page)?.html ?? "", /Invalid parameter: redirect_uri/);
      assert.match(note, /error page.*acme-mcp.*\/callback must be registered at/);
    },
  );

  it(
    verifies("sign-in.provider-words", "Keycloak's own words are shown if it refuses a browser's request"),
    async () => {
      await demand({ "require.pushed.authorization.requests": "true" });
      await assert.rejects(byBrowser(), {
        code: "refused",
        message: /invalid_request: "Pushed Authorization Request is only allowed\."/,
      });
    },
  );

  it(verifies("sign-in.provider-words", "Keycloak's own words are shown if it refuses a device code"), async () => {
    await demand({ "oauth2.device.authorization.grant.enabled": "false" });
    await assert.rejects(
      signInByDevice(await connected(), () => {}),
      { code: "refused", message: /unauthorized_client: "Client is not allowed to initiate OAuth 2\.0 Device/ },
    );
  });
});
