import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { signInByDevice } from "../../../../proxy/identity/device.ts";
import { connectIssuer } from "../../../../proxy/identity/issuer.ts";
import { signInByBrowser } from "../../../../proxy/identity/loopback.ts";
import { renewalFrom } from "../../../../proxy/identity/refresh.ts";
import { Secret } from "../../../../proxy/identity/secret.ts";
import { wellKnownFor } from "../../../support/identity/sign-in.ts";
import { listening } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a provider that refuses", () => {
  const refusal = { error: "invalid_target", error_description: "The resource <b>parameter</b> is not supported" };
  let provider: Server;
  let url: string;
  /** Answers a request to an endpoint of the provider. */
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  beforeEach(async () => {
    answer = (_, response) => {
      response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify(refusal));
    };
    provider = createServer((request, response) => {
      if (request.url !== "/.well-known/openid-configuration") return answer(request, response);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          ...{ issuer: url, authorization_endpoint: `${url}/auth`, token_endpoint: `${url}/token` },
          ...{ device_authorization_endpoint: `${url}/device`, jwks_uri: `${url}/jwks` },
        }),
      );
    });
    url = await listening(provider);
  });
  afterEach(() => {
    provider.closeAllConnections();
    provider.close();
  });
  const shown = /refused the sign-in \(invalid_target: "The resource <b>parameter<\/b> is not supported"\)/;

  /** A browser that comes back from the provider with its answer. Returns the page that Drawbridge then shows. */
  const browserWith = (query: Readonly<Record<string, string>>) => {
    let page = Promise.resolve("");
    const open = (address: URL) => {
      const { searchParams } = address;
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      back.search = new URLSearchParams({ ...query, state: searchParams.get("state") ?? "" }).toString();
      page = fetch(back).then((response) => response.text());
    };
    return { open, page: () => page };
  };

  it(
    verifies("sign-in.provider-words", "A refusal at the provider's page is shown in the terminal and in the browser"),
    async () => {
      const browser = browserWith(refusal);
      const issuer = await connectIssuer(wellKnownFor(url));
      await assert.rejects(signInByBrowser(issuer, browser), { code: "refused", message: shown });
      const page = await browser.page();
      assert.match(page, /invalid_target: &quot;The resource &lt;b&gt;parameter&lt;\/b&gt; is not supported&quot;/);
      assert.doesNotMatch(page, /<b>/);
    },
  );

  it(verifies("sign-in.provider-words", "A refusal of the code is shown, and not the code"), async () => {
    const code = "c".repeat(43);
    answer = (_, response) => {
      const body = { error: "invalid_target", error_description: `No resource for ${code}` };
      response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const issuer = await connectIssuer(wellKnownFor(url));
    await assert.rejects(signInByBrowser(issuer, browserWith({ code })), (error: Error) => {
      assert.match(error.message, /invalid_target: "No resource for \[hidden\]"/);
      return true;
    });
  });

  it(verifies("sign-in.provider-words", "A refusal of a device code's request is shown"), async () => {
    const issuer = await connectIssuer(wellKnownFor(url));
    await assert.rejects(
      signInByDevice(issuer, () => {}),
      { code: "refused", message: shown },
    );
  });

  it(verifies("sign-in.provider-words", "A refusal of a renewal is shown"), async () => {
    const renewal = renewalFrom(wellKnownFor(url), Date.now, globalThis.fetch);
    await assert.rejects(renewal.refresh(new Secret("refresh")), { message: shown });
  });
});
