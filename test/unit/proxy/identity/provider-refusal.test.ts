import assert from "node:assert/strict";
import { signInByDevice } from "../../../../proxy/identity/device.ts";
import { connectIssuer } from "../../../../proxy/identity/issuer.ts";
import { signInByBrowser } from "../../../../proxy/identity/loopback.ts";
import { renewalFrom } from "../../../../proxy/identity/refresh.ts";
import { Secret } from "../../../../proxy/identity/secret.ts";
import { type PlainProvider, returningBrowser, startPlainProvider } from "../../../support/identity/plain-provider.ts";
import { wellKnownFor } from "../../../support/identity/sign-in.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a provider that refuses", () => {
  const refusal = { error: "invalid_scope", error_description: "The scope <b>offline_access</b> is not allowed" };
  let provider: PlainProvider;
  beforeEach(async () => {
    provider = await startPlainProvider({ status: 400, body: refusal });
  });
  afterEach(() => provider.close());
  const shown = /refused the sign-in \(invalid_scope: "The scope <b>offline_access<\/b> is not allowed"\)/;

  it(
    verifies("sign-in.provider-words", "A refusal at the provider's page is shown in the terminal and in the browser"),
    async () => {
      const browser = returningBrowser(refusal);
      const issuer = await connectIssuer(wellKnownFor(provider.url));
      await assert.rejects(signInByBrowser(issuer, browser), { code: "refused", message: shown });
      const page = await browser.page();
      assert.match(page, /invalid_scope: &quot;The scope &lt;b&gt;offline_access&lt;\/b&gt; is not allowed&quot;/);
      assert.doesNotMatch(page, /<b>/);
    },
  );

  it(verifies("sign-in.provider-words", "A refusal of the code is shown, and not the code"), async () => {
    const code = "c".repeat(43);
    const body = { error: "invalid_grant", error_description: `No grant for ${code}` };
    provider.answer = () => ({ status: 400, body });
    const issuer = await connectIssuer(wellKnownFor(provider.url));
    await assert.rejects(signInByBrowser(issuer, returningBrowser({ code })), (error: Error) => {
      assert.match(error.message, /invalid_grant: "No grant for \[hidden\]"/);
      return true;
    });
  });

  it(verifies("sign-in.provider-words", "A refusal of a device code's request is shown"), async () => {
    const issuer = await connectIssuer(wellKnownFor(provider.url));
    await assert.rejects(
      signInByDevice(issuer, () => {}),
      { code: "refused", message: shown },
    );
  });

  it(verifies("sign-in.provider-words", "A refusal of a renewal is shown"), async () => {
    const renewal = renewalFrom(wellKnownFor(provider.url), Date.now, globalThis.fetch);
    await assert.rejects(renewal.refresh(new Secret("refresh")), { message: shown });
  });

  describe("the parameter resource", () => {
    const target = { error: "invalid_target", error_description: "The resource request parameter is not supported" };
    const named =
      /\(invalid_target: "The resource request parameter is not supported"\).*Another sign-in does not help.*"broker": \{ "resource": null \} in DRAWBRIDGE_IDENTITY_PROVIDERS/;

    it(
      verifies("sign-in.resource-refused", "A refusal of `resource` at the provider's page names the setting"),
      async () => {
        const issuer = await connectIssuer(wellKnownFor(provider.url));
        await assert.rejects(signInByBrowser(issuer, returningBrowser(target)), {
          code: "resource-refused",
          message: named,
        });
      },
    );

    it(verifies("sign-in.resource-refused", "A refusal of `resource` with a code names the setting"), async () => {
      provider.answer = () => ({ status: 400, body: target });
      const issuer = await connectIssuer(wellKnownFor(provider.url));
      await assert.rejects(signInByBrowser(issuer, returningBrowser({ code: "c" })), {
        code: "resource-refused",
        message: named,
      });
    });

    it(
      verifies("sign-in.resource-refused", "A refusal of `resource` with a device code names the setting"),
      async () => {
        provider.answer = () => ({ status: 400, body: target });
        const issuer = await connectIssuer(wellKnownFor(provider.url));
        await assert.rejects(
          signInByDevice(issuer, () => {}),
          { code: "resource-refused", message: named },
        );
      },
    );

    it(verifies("sign-in.resource-refused", "A refusal of `resource` at a renewal names the setting"), async () => {
      provider.answer = () => ({ status: 400, body: target });
      const renewal = renewalFrom(wellKnownFor(provider.url), Date.now, globalThis.fetch);
      await assert.rejects(renewal.refresh(new Secret("refresh")), { message: named });
    });
  });
});
