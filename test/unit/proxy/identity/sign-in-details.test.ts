import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { deviceLines, quietLine } from "../../../../proxy/commands/sign-in-lines.ts";
import { signInByDevice } from "../../../../proxy/identity/device.ts";
import { connectIssuer, type Issuer } from "../../../../proxy/identity/issuer.ts";
import { signInByBrowser } from "../../../../proxy/identity/loopback.ts";
import { listenerAt } from "../../../../proxy/network/port-listener.ts";
import { type PlainProvider, returningBrowser, startPlainProvider } from "../../../support/identity/plain-provider.ts";
import { wellKnownFor } from "../../../support/identity/sign-in.ts";
import { freePort, listening } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

const tokens = { access_token: "a", refresh_token: "r", token_type: "Bearer", expires_in: 60 };
const challengeOf = (verifier: string | null): string =>
  createHash("sha256")
    .update(verifier ?? "")
    .digest("base64url");

describe("the details of a sign-in", () => {
  let provider: PlainProvider;
  /** The requests to each endpoint of the provider. */
  let requests: Map<string, URLSearchParams>;
  beforeEach(async () => {
    provider = await startPlainProvider({ status: 200, body: tokens });
    requests = new Map();
    provider.answer = (path, form) => {
      requests.set(path, form);
      const started = { device_code: "d", user_code: "ABCD", verification_uri: `${provider.url}/d`, expires_in: 60 };
      const bodies: Readonly<Record<string, object>> = {
        "/device": { ...started, interval: 0.001 },
        "/par": { request_uri: "urn:ietf:params:oauth:request_uri:pushed", expires_in: 60 },
      };
      return { status: path === "/par" ? 201 : 200, body: bodies[path] ?? tokens };
    };
  });
  afterEach(() => provider.close());
  const connected = (): Promise<Issuer> => connectIssuer(wellKnownFor(provider.url));

  it(
    verifies("sign-in.device-pkce", "A device sign-in sends a challenge, and its verifier with the code"),
    async () => {
      await signInByDevice(await connected(), () => {});
      const [asked, polled] = [requests.get("/device"), requests.get("/token")];
      assert.equal(asked?.get("code_challenge_method"), "S256");
      assert.equal(asked?.get("code_challenge"), challengeOf(polled?.get("code_verifier") ?? null));
    },
  );

  describe("at a provider that requires pushed requests", () => {
    beforeEach(() => {
      Object.assign(provider.metadata, {
        require_pushed_authorization_requests: true,
        pushed_authorization_request_endpoint: `${provider.url}/par`,
      });
    });

    it(
      verifies("sign-in.pushed", "The browser carries a reference alone, and the request goes to the provider before"),
      async () => {
        let opened: URL | undefined;
        const open = (url: URL) => {
          opened = url;
          const back = new URL(requests.get("/par")?.get("redirect_uri") ?? "");
          back.search = `code=c&state=${requests.get("/par")?.get("state")}`;
          void fetch(back);
        };
        await signInByBrowser(await connected(), { open });
        assert.deepEqual([...(opened?.searchParams.keys() ?? [])].sort(), ["client_id", "request_uri"]);
        const pushed = requests.get("/par");
        assert.equal(pushed?.get("resource"), "urn:drawbridge:edge");
        assert.equal(pushed?.get("code_challenge"), challengeOf(requests.get("/token")?.get("code_verifier") ?? null));
      },
    );

    it(
      verifies("sign-in.pushed", "A pushed request that the provider refuses ends the sign-in before a browser opens"),
      async () => {
        const body = { error: "invalid_request", error_description: "Invalid parameter: redirect_uri" };
        provider.answer = () => ({ status: 400, body });
        const open = () => assert.fail("No browser opens.");
        await assert.rejects(signInByBrowser(await connected(), { open }), {
          code: "refused",
          message: /invalid_request: "Invalid parameter: redirect_uri"/,
        });
      },
    );
  });

  describe("with a fixed port", () => {
    it(verifies("sign-in.port", "The browser comes back to the port that is set"), async () => {
      const port = await freePort();
      const browser = returningBrowser({ code: "c" });
      await signInByBrowser(await connected(), { ...browser, port });
      assert.equal(requests.get("/token")?.get("redirect_uri"), `http://127.0.0.1:${port}/callback`);
    });

    it(
      verifies("sign-in.port", "A port that another program uses is refused, with that program and what to do"),
      async function () {
        if (process.platform !== "linux") this.skip();
        const server = createServer();
        const port = Number(new URL(await listening(server)).port);
        try {
          const open = () => assert.fail("No browser opens.");
          await assert.rejects(signInByBrowser(await connected(), { open, port }), {
            code: "port-in-use",
            message: new RegExp(`port ${port} .*process ${process.pid} \\(node\\) has it.*login --device`),
          });
        } finally {
          server.close();
        }
      },
    );

    it("Outside of Linux, the message says how to find the program", () => {
      assert.match(listenerAt(7777, "darwin"), /lsof -nP -iTCP:7777 /);
      assert.match(listenerAt(7777, "win32"), /netstat -ano .*:7777/);
    });
  });

  describe("when the browser does not come back", () => {
    it(
      verifies("sign-in.quiet", "After some seconds, a note says that the provider may show an error page"),
      async () => {
        const issuer = await connected();
        const notes: string[] = [];
        const stop = new AbortController();
        const quiet = (redirect: string) => {
          notes.push(quietLine(issuer, redirect));
          stop.abort();
        };
        const trip = { open: () => {}, quiet, quietMs: 5, signal: stop.signal };
        await assert.rejects(signInByBrowser(issuer, trip), { code: "timed-out" });
        assert.equal(notes.length, 1);
        assert.match(notes[0] ?? "", /error page.*client drawbridge-broker .*http:\/\/127\.0\.0\.1:\d+\/callback /);
      },
    );

    it(verifies("sign-in.quiet", "A browser that comes back before causes no note"), async () => {
      const quiet = () => assert.fail("The browser is back.");
      await signInByBrowser(await connected(), { ...returningBrowser({ code: "c" }), quiet, quietMs: 2_000 });
    });
  });

  it(verifies("sign-in.device-link", "The links of a device sign-in end their lines"), () => {
    const url = "https://login.acme.test/device";
    const lines = deviceLines({
      url,
      code: "ABCD-EFGH",
      directUrl: `${url}?user_code=ABCD-EFGH`,
      expiresInSeconds: 600,
    });
    assert.deepEqual(lines, [
      `Open ${url} in any browser and enter the code ABCD-EFGH`,
      `Or open this link, which enters the code for you: ${url}?user_code=ABCD-EFGH`,
      "Waiting for you; the code serves 10 minutes.",
    ]);
    assert.equal(deviceLines({ url, code: "A", directUrl: null, expiresInSeconds: 60 }).length, 2);
  });
});
