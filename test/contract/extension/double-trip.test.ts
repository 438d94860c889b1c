import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { connectIssuer } from "../../../proxy/identity/issuer.ts";
import { type AwaitedGrants, resumeBothByBrowser, signInBothByBrowser } from "../../../proxy/identity/loopback.ts";
import { userOf } from "../../../proxy/identity/tokens.ts";
import { Browser } from "../../support/browser.ts";
import { startTestIdentity, type TestIdentity } from "../../support/identity.ts";
import { wellKnownFor } from "../../support/sign-in.ts";
import { verifies } from "../../support/verifies.ts";

describe("one loopback trip for both clients", () => {
  let identity: TestIdentity;
  before(async () => {
    identity = await startTestIdentity();
  });
  after(() => identity.close());

  const issuers = async () => {
    const wellKnown = wellKnownFor(identity.url);
    return { broker: await connectIssuer(wellKnown, "broker"), approver: await connectIssuer(wellKnown, "approver") };
  };
  const audiences = (tokens: Awaited<ReturnType<typeof signInBothByBrowser>>) =>
    [tokens.broker, tokens.approver].map(({ accessToken }) => decodeJwt(accessToken.reveal()).aud);

  it(verifies("vscode.one-trip", "takes one choice of the person's, and the browser goes on by itself"), async () => {
    const browser = new Browser();
    let last = "";
    const tokens = await signInBothByBrowser(await issuers(), {
      begun: async () => {},
      open: async (url) => {
        last = (await browser.submit(await browser.visit(url.href), { user: "ada" })).html;
      },
    });
    assert.deepEqual(audiences(tokens), ["urn:drawbridge:edge", "urn:drawbridge:approvals"]);
    assert.equal(userOf(tokens.approver.accessToken)?.name, "ada");
    assert.match(last, /You are signed in|^$/);
  });

  it(verifies("vscode.reload", "goes on in a program that comes after the one which began it"), async () => {
    const gone = new AbortController();
    const begun: { grants?: AwaitedGrants; url?: URL } = {};
    const first = signInBothByBrowser(await issuers(), {
      begun: async (grants) => {
        begun.grants = grants;
      },
      open: (url) => {
        begun.url = url;
        gone.abort();
      },
      signal: gone.signal,
    });
    await assert.rejects(first, { code: "timed-out" });
    if (begun.grants === undefined || begun.url === undefined) throw new Error("The trip did not begin.");
    const kept: AwaitedGrants = JSON.parse(JSON.stringify(begun.grants));
    const resumed = resumeBothByBrowser(await issuers(), kept, {});
    const browser = new Browser();
    await browser.submit(await browser.visit(begun.url.href), { user: "ines" });
    assert.deepEqual(audiences(await resumed), ["urn:drawbridge:edge", "urn:drawbridge:approvals"]);
  });

  it("leaves a trip alone that another window waits for", async () => {
    const gone = new AbortController();
    let grants: AwaitedGrants | undefined;
    const first = signInBothByBrowser(await issuers(), {
      begun: async (given) => {
        grants = given;
      },
      open: () => {},
      signal: gone.signal,
    });
    while (grants === undefined) await new Promise((done) => setTimeout(done, 5));
    await assert.rejects(resumeBothByBrowser(await issuers(), grants, {}), { code: "EADDRINUSE" });
    gone.abort();
    await assert.rejects(first, { code: "timed-out" });
  });
});
