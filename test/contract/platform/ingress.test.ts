import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { audiences, loopbackRedirect, oauthClients } from "@drawbridge/contracts/oauth";
import type { Part } from "@drawbridge/contracts/part";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { startEdge } from "@drawbridge/edge/start";
import { startServer } from "@drawbridge/framework";
import {
  Client,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { until } from "../../support/clocks/until.ts";
import { openWayIn } from "../../support/containers/way-in.ts";
import { startTestIdentity, type TestIdentity } from "../../support/identity/test-identity.ts";
import { makeAuthority } from "../../support/network/certificate.ts";
import { haproxy, startHaproxy } from "../../support/network/haproxy.ts";
import { closed, send } from "../../support/network/http.ts";
import { freePort } from "../../support/network/listening.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { newWorkshop, textOf, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

/** The one peer that the edges believe: HAProxy connects from there. Everything else here connects from 127.0.0.1. */
const ingressAddress = "127.0.0.2";
const name = "www.acme.example";
const to = (backend: string, path: string): string =>
  `  use_backend ${backend} if { path_beg ${path}/ /.well-known/oauth-protected-resource${path}/ }`;
const backend = (called: string, port: number, strips = "", speaks = ""): string => `
backend ${called}
  mode http
${strips === "" ? "" : `  http-request replace-path ^${strips}(/.*) \\1`}
  server one 127.0.0.1:${port} source ${ingressAddress} ${speaks}`;

describe("an edge and a server behind a real ingress", function () {
  this.timeout(60_000);
  const authority = makeAuthority("Acme");
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-ingress-"));
  /** What the server has, and the edge that gets PROXY headers. */
  const tls = { certificateFile: join(folder, "tls.crt"), keyFile: join(folder, "tls.key") };
  const renew = () => {
    const certified = authority.issue([name, "127.0.0.1"]);
    writeFileSync(tls.certificateFile, certified.certificate);
    writeFileSync(tls.keyFile, certified.key);
    return certified;
  };
  const services = newWorkshop();
  let server: Part;
  const ending: (() => Promise<void>)[] = [];
  let registry: TestRegistry;
  let identity: TestIdentity;
  /** The address of an edge for clients, by how requests come to it. */
  const publicUrls = { stripped: "", whole: "", "PROXY protocol": "" };
  const edges: { [Way in keyof typeof publicUrls]?: Part } = {};

  before(async function () {
    const at = haproxy();
    if (at === null || process.platform !== "linux") {
      console.error("SKIPPED: an ingress in front. Install HAProxy (the package haproxy) on Linux.");
      return this.skip();
    }
    const wayIn = await openWayIn(authority.certificate, "127.0.0.1");
    ending.unshift(() => wayIn.close());
    identity = await startTestIdentity();
    ending.unshift(() => identity.close());
    registry = await startTestRegistry({ issuer: identity.url });
    ending.unshift(() => registry.close());
    const { rootSecret } = registry.settings;
    const port = await freePort();
    const [bytesPort, serverPort, strippedPort, wholePort, ownPort] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const { certificate, key } = renew();
    writeFileSync(join(folder, "tls.pem"), certificate + key);
    const authorityFile = join(folder, "ca.crt");
    writeFileSync(authorityFile, authority.certificate);
    const ingress = await startHaproxy(at, {
      ...{ folder, port },
      config: `
frontend ingress
  mode http
  bind 127.0.0.1:${port} ssl crt ${join(folder, "tls.pem")}
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Proto https
  http-request set-header Host inside.invalid
  option forwardfor
${to("stripped", "/drawbridge/edge")}
${to("whole", "/other/edge")}
${to("server", "/servers/workshop")}
frontend bytes
  mode tcp
  bind 127.0.0.1:${bytesPort}
  default_backend own
${backend("stripped", strippedPort, "/drawbridge/edge")}
${backend("whole", wholePort)}
${backend("server", serverPort, "/servers/workshop", `ssl verify required ca-file ${authorityFile}`)}
backend own
  mode tcp
  server one 127.0.0.1:${ownPort} source ${ingressAddress} send-proxy-v2
`,
    });
    ending.unshift(() => ingress.close());
    server = await startServer(workshop(services), {
      ...{ PORT: String(serverPort), DRAWBRIDGE_SERVER_URL: `https://127.0.0.1:${port}/servers/workshop` },
      ...{ DRAWBRIDGE_REGISTRY_URL: registry.url, DRAWBRIDGE_LOG_LEVEL: "silent" },
      DRAWBRIDGE_TRUSTED_PROXIES: ingressAddress,
      ...{ DRAWBRIDGE_TLS_CERT_FILE: tls.certificateFile, DRAWBRIDGE_TLS_KEY_FILE: tls.keyFile },
      DRAWBRIDGE_REGISTRY_CREDENTIAL: registryCredential(rootSecret, "workshop"),
      DRAWBRIDGE_EDGE_PROOF: edgeProof(rootSecret, "workshop"),
    });
    ending.unshift(() => server.close());
    const start = async (
      way: keyof typeof publicUrls,
      edgePort: number,
      url: string,
      own: typeof tls | undefined,
    ): Promise<void> => {
      publicUrls[way] = url;
      const edge = await startEdge({
        ...{ port: edgePort, url, registryUrl: registry.url, rootSecret, logLevel: "silent" },
        network: { trustedProxies: [ingressAddress], ...(own && { tls: own }) },
      });
      edges[way] = edge;
      ending.unshift(() => edge.close());
    };
    await until("the registry found the server up, behind the ingress", async () =>
      (await (await fetch(`${registry.url}/readyz`)).text()).includes('"workshop":"up"'),
    );
    await start("stripped", strippedPort, `https://${name}:${port}/drawbridge/edge`, undefined);
    await start("whole", wholePort, `https://${name}:${port}/other/edge`, undefined);
    await start("PROXY protocol", ownPort, `https://${name}:${bytesPort}/drawbridge/edge`, tls);
    for (const edge of Object.values(edges))
      await until("the edge is ready", async () => (await fetch(`${edge.url}/readyz`)).ok);
  });
  after(async () => {
    for (const end of ending) await end();
    rmSync(folder, { recursive: true });
  });

  /** Signs ada in as the client asks for it: what the SDK's own sign-in needs of a host. */
  class Host implements OAuthClientProvider {
    readonly redirectUrl = `http://${loopbackRedirect.host}:9${loopbackRedirect.path}`;
    readonly clientMetadata = { redirect_uris: [this.redirectUrl], scope: "openid" };
    #tokens: Awaited<ReturnType<OAuthClientProvider["tokens"]>>;
    #verifier = "";
    #discovered: OAuthDiscoveryState | undefined;
    /** What the browser came back with. */
    answer = new URLSearchParams();
    /** The resource that the metadata names. */
    resource = "";
    clientInformation() {
      return { client_id: oauthClients.broker };
    }
    tokens() {
      return this.#tokens;
    }
    saveTokens(tokens: NonNullable<Awaited<ReturnType<OAuthClientProvider["tokens"]>>>) {
      this.#tokens = tokens;
    }
    saveCodeVerifier(verifier: string) {
      this.#verifier = verifier;
    }
    saveDiscoveryState(state: OAuthDiscoveryState) {
      this.#discovered = state;
    }
    discoveryState() {
      return this.#discovered;
    }
    codeVerifier() {
      return this.#verifier;
    }
    async redirectToAuthorization(to: URL) {
      assert.equal(to.origin, identity.url);
      const browser = new InboxVisitor(identity.url);
      const page = await browser.visit(to.href);
      let answer = await browser.ask(page.url, {
        method: "POST",
        body: new URLSearchParams({ user: "ada" }),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      for (;;) {
        const next = new URL(answer.headers.get("location") ?? "", answer.url);
        if (next.pathname === loopbackRedirect.path) {
          this.answer = next.searchParams;
          return;
        }
        answer = await browser.ask(next.href);
      }
    }
    async validateResourceURL(_: string | URL, resource?: string) {
      this.resource = resource ?? "";
      return new URL(audiences.edge);
    }
  }

  for (const way of ["stripped", "whole", "PROXY protocol"] as const) {
    it(verifies("proxies.ingress", `A client finds the sign-in from the challenge, and calls (${way})`), async () => {
      const url = `${publicUrls[way]}/mcp/workshop`;
      const host = new Host();
      const transport = () => new StreamableHTTPClientTransport(new URL(url), { authProvider: host });
      const first = transport();
      await assert.rejects(new Client({ name: "host", version: "1" }).connect(first), UnauthorizedError);
      assert.equal(host.resource, url);
      await first.finishAuth(host.answer);
      const client = new Client({ name: "host", version: "1" });
      await client.connect(transport());
      try {
        const { tools } = await client.listTools();
        assert.ok(tools.some((tool) => tool.name === "list_numbers"));
        const answer = await client.callTool({ name: "list_numbers", arguments: { count: 2 } });
        assert.equal(textOf(answer), '{"rows":["row 0","row 1"],"total":2}');
      } finally {
        await client.close();
      }
    });
  }

  it(verifies("proxies.forged", "A forged X-Forwarded-Host at the edge itself changes nothing"), async () => {
    const port = new URL(edges.stripped?.url ?? "").port;
    for (const forged of [
      ["X-Forwarded-Host", new URL(publicUrls.stripped).host],
      ["Forwarded", `host=${name}`],
    ]) {
      const sent = { target: "/drawbridge/edge/mcp/workshop", headers: ["Host", "evil.example", ...forged] };
      assert.equal((await send(`http://127.0.0.1:${port}`, sent)).status, 421, forged[0]);
    }
    const own = {
      target: "/drawbridge/edge/mcp/workshop",
      headers: ["Host", name, "X-Forwarded-Host", "evil.example"],
    };
    assert.equal((await send(`http://127.0.0.1:${port}`, own)).status, 401);
  });

  it(verifies("proxies.forged", "A client behind a balancer of bytes cannot claim another host either"), async () => {
    const { port } = new URL(publicUrls["PROXY protocol"]);
    const socket = connect({ port: Number(port), host: "127.0.0.1", servername: name, ca: authority.certificate });
    const target = "GET /drawbridge/edge/mcp/workshop HTTP/1.1";
    socket.write(`${target}\r\nHost: evil.example\r\nX-Forwarded-Host: ${name}\r\nConnection: close\r\n\r\n`);
    let answer = "";
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
    });
    await closed(socket);
    assert.match(answer, /^HTTP\/1\.1 421 /);
  });

  it(verifies("tls.reload", "A call under way outlives the certificates of the edge and of the server"), async () => {
    const edge = edges["PROXY protocol"];
    assert.ok(edge);
    const headers = { authorization: `Bearer ${await identity.accessToken("ada")}` };
    const url = new URL(`${publicUrls["PROXY protocol"]}/mcp/workshop`);
    const client = new Client({ name: "host", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
    const serial = async (part: Part): Promise<string> => {
      const socket = connect({ port: Number(new URL(part.url).port), host: "127.0.0.1", ca: authority.certificate });
      await once(socket, "secureConnect");
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    try {
      const old = await serial(edge);
      assert.equal(await serial(server), old);
      let ended = false;
      const call = client.callTool({ name: "wait", arguments: {} }).finally(() => {
        ended = true;
      });
      await until("the call runs", () => services.waiting === 1);
      renew();
      await until("both have the new one", async () => (await serial(edge)) !== old && (await serial(server)) !== old);
      assert.ok(!ended);
      services.release();
      assert.equal(textOf(await call), '{"done":true}');
      assert.match(textOf(await client.callTool({ name: "list_numbers", arguments: { count: 1 } })), /row 0/);
    } finally {
      await client.close();
    }
  });
});
