import assert from "node:assert/strict";
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { devProvider, oauthClients } from "@drawbridge/contracts/oauth";
import { z } from "zod";
import { startTestIdentity, type TestIdentity, testApproverSecret } from "../../support/identity/test-identity.ts";
import { Browser } from "../../support/people/browser.ts";
import { verifies } from "../../support/verifies.ts";

/** Attacks of a program that has only the machine's loopback interface, and can redirect the person's browser. */
describe("the approver's client, without the registry", () => {
  const registryUrl = "http://127.0.0.1:7400";
  let identity: TestIdentity;
  before(async () => {
    identity = await startTestIdentity({ registryUrl });
  });
  after(() => identity.close());

  const authorize = (redirect: string): string =>
    `${identity.url}/auth?${new URLSearchParams({
      ...{ client_id: oauthClients.approver, redirect_uri: redirect, response_type: "code", scope: "openid" },
      ...{ code_challenge: "c".repeat(43), code_challenge_method: "S256", state: "s".repeat(16) },
    })}`;
  const post = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await fetch(`${identity.url}${path}`, {
      ...{ method: "POST", headers, body: new URLSearchParams(fields) },
    });
    return [
      response.status,
      z.looseObject({ error: z.string().optional() }).parse(await response.json()).error,
    ] as const;
  };
  const basic = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`${oauthClients.approver}:${secret}`).toString("base64")}`,
  });

  for (const [what, redirect] of [
    ["a loopback port", "http://127.0.0.1:9999/callback"],
    ["the inbox's path at another port", `http://127.0.0.1:9999${inboxSignIn.back}`],
    ["the inbox's path at another name", `http://localhost:7400${inboxSignIn.back}`],
    ["the editors' return page", `${registryUrl}/sign-in/back`],
    ["an editor", "vscode://drawbridge.drawbridge-vscode/signed-in"],
  ] as const) {
    it(
      verifies(
        "presence.approver-client",
        `The approver's client sends no code to ${what}, even if the person is signed in`,
      ),
      async () => {
        const browser = new Browser("http://127.0.0.1:7400");
        const signIn = await browser.visit(authorize(`${registryUrl}${inboxSignIn.back}`));
        const back = await browser.submit(signIn, { user: "ada" });
        assert.match(back.url, /^http:\/\/127\.0\.0\.1:7400\/sign-in\/inbox\/back\?code=/);
        const page = await browser.visit(authorize(redirect));
        assert.equal(page.status, 400);
        assert.match(page.url, /\/auth\?/, "the browser stays at the provider");
      },
    );
  }

  it(
    verifies("presence.approver-client", "The approver's client has no device code and no sign-in by name"),
    async () => {
      const device = await post("/device/auth", { client_id: oauthClients.approver, scope: "openid" });
      assert.ok(device[0] >= 400, device.join());
      const withSecret = await post(
        "/device/auth",
        { client_id: oauthClients.approver, scope: "openid" },
        basic(testApproverSecret),
      );
      assert.equal(withSecret[0], 400, withSecret.join());
      for (const headers of [{}, basic(testApproverSecret)]) {
        const named = { grant_type: devProvider.userGrant, client_id: oauthClients.approver, user: "ada" };
        const [status] = await post("/token", named, headers);
        assert.ok(status >= 400);
      }
    },
  );

  it(
    verifies("presence.approver-client", "A code of the approver's client is useless without the registry's secret"),
    async () => {
      const browser = new Browser("http://127.0.0.1:7400");
      const redirect_uri = `${registryUrl}${inboxSignIn.back}`;
      const back = await browser.submit(await browser.visit(authorize(redirect_uri)), { user: "ada" });
      const code = new URL(back.url).searchParams.get("code") ?? "";
      assert.notEqual(code, "");
      const grant = { grant_type: "authorization_code", code, redirect_uri, code_verifier: "v".repeat(43) };
      assert.deepEqual(await post("/token", { ...grant, client_id: oauthClients.approver }), [401, "invalid_client"]);
      assert.deepEqual(await post("/token", grant, basic("guessed")), [401, "invalid_client"]);
    },
  );
});
