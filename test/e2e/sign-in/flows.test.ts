import assert from "node:assert/strict";
import { createServer } from "node:http";
import { inspect } from "node:util";
import { decodeJwt } from "jose";
import { signInAsDemoUser } from "../../../proxy/identity/demo-user.ts";
import { signInByDevice } from "../../../proxy/identity/device.ts";
import { connectIssuer, type Issuer } from "../../../proxy/identity/issuer.ts";
import { signInByBrowser } from "../../../proxy/identity/loopback.ts";
import { userOf } from "../../../proxy/identity/tokens.ts";
import { wellKnownFor } from "../../support/identity/sign-in.ts";
import { startTestIdentity, type TestIdentity } from "../../support/identity/test-identity.ts";
import { freePort, listening } from "../../support/network/listening.ts";
import { Browser, type BrowserPage } from "../../support/people/browser.ts";
import { verifies } from "../../support/verifies.ts";

/** Calls `person` with the address that the flow opens, and waits for both of them. */
async function withPerson<T>(flow: (open: (url: URL) => void) => Promise<T>, person: (url: URL) => Promise<unknown>) {
  let acting: Promise<unknown> = Promise.resolve();
  try {
    return await flow((url) => {
      acting = person(url);
      acting.catch(() => {});
    });
  } finally {
    await acting;
  }
}

describe("signing in", () => {
  let identity: TestIdentity;
  before(async () => {
    identity = await startTestIdentity();
  });
  after(() => identity.close());

  const issuer = (): Promise<Issuer> => connectIssuer(wellKnownFor(identity.url));

  describe("by the browser", () => {
    it(
      verifies(
        "sign-in.browser",
        "A browser sign-in takes one trip: a choice on the provider's page, and a page that says it worked",
      ),
      async () => {
        const browser = new Browser();
        let last: BrowserPage | undefined;
        let opened: URL | undefined;
        const connected = await issuer();
        const tokens = await withPerson(
          (open) => signInByBrowser(connected, { open }),
          async (url) => {
            opened = url;
            last = await browser.submit(await browser.visit(url.href), { user: "ada" });
          },
        );
        assert.deepEqual(userOf(tokens.accessToken), { name: "ada", groups: ["ads-eng"] });
        assert.equal(decodeJwt(tokens.accessToken.reveal()).aud, "urn:drawbridge:edge");
        assert.match(last?.html ?? "", /You are signed in/);
        assert.equal(opened?.searchParams.get("code_challenge_method"), "S256");
        const redirect = opened?.searchParams.get("redirect_uri") ?? "";
        assert.match(redirect, /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
        await assert.rejects(fetch(redirect), "the port closes with the trip");
      },
    );

    it(
      verifies(
        "sign-in.stray-callback",
        "A browser sign-in refuses callbacks that it did not start, and continues to wait",
      ),
      async () => {
        const connected = await issuer();
        const stray: number[] = [];
        const tokens = await withPerson(
          (open) => signInByBrowser(connected, { open }),
          async (url) => {
            const redirect = url.searchParams.get("redirect_uri") ?? "";
            for (const query of [
              "",
              "?code=stolen",
              "?code=stolen&state=guessed",
              "?error=access_denied&state=guessed",
            ]) {
              stray.push((await fetch(`${redirect}${query}`)).status);
            }
            stray.push((await fetch(new URL("/favicon.ico", redirect))).status);
            const state = url.searchParams.get("state");
            stray.push((await fetch(`${redirect}?state=${state}`, { method: "POST" })).status);
            const browser = new Browser();
            await browser.submit(await browser.visit(url.href), { user: "ada" });
          },
        );
        assert.deepEqual(new Set(stray), new Set([404]));
        assert.equal(userOf(tokens.accessToken)?.name, "ada");
      },
    );

    it("A browser sign-in shows the provider's refusal in the browser and in the terminal", async () => {
      const connected = await issuer();
      let last: BrowserPage | undefined;
      const trip = withPerson(
        (open) => signInByBrowser(connected, { open }),
        async (url) => {
          const browser = new Browser();
          last = await browser.submit(await browser.visit(url.href), { user: "" });
        },
      );
      await assert.rejects(trip, { code: "refused", message: /access_denied.*drawbridge login/ });
      assert.match(last?.html ?? "", /The sign-in did not work/);
    });

    it(
      verifies("sign-in.secret", "A browser sign-in refuses an injected code, and shows nothing of the exchange"),
      async () => {
        const connected = await issuer();
        const trip = withPerson(
          (open) => signInByBrowser(connected, { open }),
          (url) =>
            fetch(
              `${url.searchParams.get("redirect_uri")}?code=injected&iss=${encodeURIComponent(identity.url)}&state=${url.searchParams.get("state")}`,
            ),
        );
        await assert.rejects(trip, (error: unknown) => {
          const dump = inspect(error, { depth: 9, showHidden: true });
          assert.match(dump, /invalid_grant/);
          assert.ok(!dump.includes("injected") && !dump.includes("code_verifier"));
          return true;
        });
      },
    );

    it("A browser sign-in refuses an answer that names another issuer (RFC 9207)", async () => {
      const connected = await issuer();
      const trip = withPerson(
        (open) => signInByBrowser(connected, { open }),
        (url) =>
          fetch(
            `${url.searchParams.get("redirect_uri")}?code=c&iss=https%3A%2F%2Fevil.example&state=${url.searchParams.get("state")}`,
          ),
      );
      await assert.rejects(trip, { code: "refused" });
    });

    it("A browser sign-in ends and closes its port if it is not finished in time or is cancelled", async () => {
      const connected = await issuer();
      let redirect = "";
      const open = (url: URL) => {
        redirect = url.searchParams.get("redirect_uri") ?? "";
      };
      await assert.rejects(signInByBrowser(connected, { open, timeoutMs: 20 }), {
        code: "timed-out",
        message: /drawbridge login/,
      });
      await assert.rejects(fetch(redirect));
      await assert.rejects(signInByBrowser(connected, { open, signal: AbortSignal.timeout(20) }), {
        code: "timed-out",
      });
      await assert.rejects(fetch(redirect));
    });
  });

  describe("by device code", () => {
    const enter = async (url: string, code: string, user: string) => {
      const browser = new Browser();
      const confirmation = await browser.submit(await browser.visit(url), { user_code: code });
      return browser.submit(await browser.submit(confirmation, {}), { user });
    };

    it(
      verifies(
        "sign-in.device",
        "A device sign-in shows a code that signs the person in when it is entered on another device",
      ),
      async () => {
        const connected = await issuer();
        let page: Promise<BrowserPage> | undefined;
        const tokens = await signInByDevice(connected, ({ url, code, directUrl, expiresInSeconds }) => {
          assert.match(code, /^[A-Z]{4}-[A-Z]{4}$/);
          assert.equal(directUrl, `${url}?user_code=${code}`);
          assert.equal(expiresInSeconds, 600);
          page = enter(url, code, "finn");
        });
        assert.match((await page)?.html ?? "", /Your terminal continues by itself/);
        assert.deepEqual(userOf(tokens.accessToken), { name: "finn", groups: ["finance"] });
        assert.equal(decodeJwt(tokens.accessToken.reveal()).aud, "urn:drawbridge:edge");
      },
    );

    it("A device sign-in is refused if the person refuses it", async () => {
      const connected = await issuer();
      const stopped = signInByDevice(connected, ({ url, code }) => {
        const browser = new Browser();
        void browser
          .visit(url)
          .then((page) => browser.submit(page, { user_code: code }))
          .then((page) => browser.submit(page, { abort: "yes" }));
      });
      await assert.rejects(stopped, { code: "refused", message: /access_denied/ });
    });

    it("The device page says that a code is not known", async () => {
      const browser = new Browser();
      const page = await browser.submit(await browser.visit(`${identity.url}/device`), { user_code: "NONE-SUCH" });
      assert.match(page.html, /role="alert">That code is not known/);
    });
  });

  describe("as a demo user", () => {
    it(verifies("sign-in.demo-user", "A demo user signs in by name at the development provider"), async () => {
      const tokens = await signInAsDemoUser(await issuer(), "ada");
      assert.deepEqual(userOf(tokens.accessToken), { name: "ada", groups: ["ads-eng"] });
    });

    it("A demo sign-in is refused for an unknown name", async () => {
      await assert.rejects(signInAsDemoUser(await issuer(), "eve"), { code: "refused", message: /no demo user eve/ });
    });

    for (const flag of [undefined, false, "true", 1]) {
      it(
        verifies(
          "sign-in.demo-user",
          `A demo sign-in is not even tried if the provider's metadata says ${JSON.stringify(flag)}`,
        ),
        async () => {
          const paths: string[] = [];
          const server = createServer((request, response) => {
            paths.push(request.url ?? "");
            response.setHeader("content-type", "application/json");
            response.end(JSON.stringify({ issuer: url, token_endpoint: `${url}/token`, drawbridge_dev: flag }));
          });
          const url = await listening(server);
          try {
            const connected = await connectIssuer(wellKnownFor(url));
            await assert.rejects(signInAsDemoUser(connected, "ada"), {
              code: "not-a-dev-provider",
              message: /without --as/,
            });
            assert.deepEqual(paths, ["/.well-known/openid-configuration"]);
            await assert.rejects(
              signInByDevice(connected, () => {}),
              { code: "unsupported" },
            );
          } finally {
            server.close();
            server.closeAllConnections();
          }
        },
      );
    }
  });

  describe("at a provider that cannot be used", () => {
    it("A sign-in says that the provider does not answer", async () => {
      const closedPort = wellKnownFor(`http://127.0.0.1:${await freePort()}`);
      await assert.rejects(connectIssuer(closedPort), { code: "unreachable", message: /ECONNREFUSED/ });
    });

    it("A sign-in says that the other side is not a provider, or is another one than it says", async () => {
      for (const body of ["<html>", "{}", '{"issuer":"https://evil.example"}']) {
        const server = createServer((_request, response) => {
          response.writeHead(200, { "content-type": "application/json" }).end(body);
        });
        const url = await listening(server);
        try {
          await assert.rejects(connectIssuer(wellKnownFor(url)), { name: "SignInError" });
        } finally {
          server.close();
          server.closeAllConnections();
        }
      }
    });

    it(
      verifies("sign-in.https", "A sign-in sends nothing to a provider by plain http on another machine"),
      async () => {
        await assert.rejects(connectIssuer(wellKnownFor("http://issuer.example")), {
          code: "insecure-address",
        });
      },
    );
  });
});
