import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { startEdge } from "@drawbridge/edge/start";
import { startServer } from "@drawbridge/framework";
import { CommandLine } from "../../support/agents/command-line.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { until } from "../../support/clocks/until.ts";
import { openWayIn, type WayIn } from "../../support/containers/way-in.ts";
import { startTestIdentity, testApproverSecret } from "../../support/identity/test-identity.ts";
import { makeAuthority } from "../../support/network/certificate.ts";
import { haproxy, startHaproxy } from "../../support/network/haproxy.ts";
import { freePort } from "../../support/network/listening.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { addressesIn } from "../../support/people/page-links.ts";
import { pairedBy } from "../../support/people/paired-editor.ts";
import { startTestRegistry } from "../../support/registry/test-registry.ts";
import { newWorkshop, type Workshop, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

/** The peer that the parts believe: HAProxy connects from there. */
const ingressAddress = "127.0.0.2";
const host = "www.acme.example";
const ways = ["stripped", "whole"] as const;
type IngressMode = (typeof ways)[number];
/** The registry's path, by what the ingress does with it. The edge is below the same path. */
const paths: Readonly<Record<IngressMode, string>> = { stripped: "/drawbridge", whole: "/tools/drawbridge" };

interface Ports {
  readonly registry: number;
  readonly edge: number;
}
const portsOf = async (): Promise<Ports> => ({ registry: await freePort(), edge: await freePort() });

/** The longer path of the edge comes first. */
const backends = (way: IngressMode, { edge, registry }: Ports): string =>
  (
    [
      ["edge", `${paths[way]}/edge`, edge],
      ["registry", paths[way], registry],
    ] as const
  )
    .map(
      ([part, path, port]) => `
backend ${part}-${way}
  mode http
${way === "stripped" ? `  http-request replace-path ^${path}(/.*) \\1` : ""}
  server one 127.0.0.1:${port} source ${ingressAddress}`,
    )
    .join("\n");
const rules = (way: IngressMode): string => `
  use_backend edge-${way} if { path_beg ${paths[way]}/edge/ }
  use_backend registry-${way} if { path_beg ${paths[way]}/ } or { path ${paths[way]} }`;

describe("a registry below a path behind a real ingress", function () {
  this.timeout(150_000);
  const authority = makeAuthority("Acme");
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-ingress-"));
  const authorityFile = join(folder, "ca.crt");
  const ending: (() => unknown)[] = [];
  let wayIn: WayIn;
  let origin: string;
  let ports: Readonly<Record<IngressMode, Ports>>;

  before(async function () {
    const at = haproxy();
    if (at === null || process.platform !== "linux") {
      console.error("SKIPPED: a registry behind an ingress. Install HAProxy (the package haproxy) on Linux.");
      return this.skip();
    }
    const { certificate, key } = authority.issue([host]);
    writeFileSync(join(folder, "tls.pem"), certificate + key);
    writeFileSync(authorityFile, authority.certificate);
    wayIn = await openWayIn(authority.certificate, "127.0.0.1");
    ending.unshift(() => wayIn.close());
    const port = await freePort();
    origin = `https://${host}:${port}`;
    ports = { stripped: await portsOf(), whole: await portsOf() };
    const ingress = await startHaproxy(at, {
      ...{ folder, port },
      config: `
frontend ingress
  mode http
  bind 127.0.0.1:${port} ssl crt ${join(folder, "tls.pem")}
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header Host inside.invalid
  http-request del-header X-Forwarded-Proto
${ways.map(rules).join("")}
${ways.map((way) => backends(way, ports[way])).join("\n")}
`,
    });
    ending.unshift(() => ingress.close());
  });
  after(async () => {
    for (const end of ending) await end();
    rmSync(folder, { recursive: true });
  });

  /** A registry, an edge and a server; edge and server reach the registry by an internal address. */
  async function startParts(way: IngressMode, services: Workshop): Promise<string> {
    const url = origin + paths[way];
    const network = { trustedProxies: [ingressAddress] };
    const identity = await startTestIdentity({ registryUrl: url });
    ending.unshift(() => identity.close());
    const registry = await startTestRegistry({
      ...{ url, network, port: ports[way].registry, edgeUrl: `${url}/edge` },
      ...{ issuer: identity.url, approverSecret: testApproverSecret },
    });
    ending.unshift(() => registry.close());
    const { rootSecret } = registry.settings;
    const server = await startServer(workshop(services), {
      // With the path here, and without it at the edge: both are the registry.
      PORT: "0",
      ...{ DRAWBRIDGE_REGISTRY_URL: `${registry.url}${paths[way]}`, DRAWBRIDGE_LOG_LEVEL: "silent" },
      DRAWBRIDGE_REGISTRY_CREDENTIAL: registryCredential(rootSecret, "workshop"),
      DRAWBRIDGE_EDGE_PROOF: edgeProof(rootSecret, "workshop"),
    });
    ending.unshift(() => server.close());
    const edge = await startEdge({
      ...{ port: ports[way].edge, url: `${url}/edge`, registryUrl: registry.url, rootSecret, logLevel: "silent" },
      network,
    });
    ending.unshift(() => edge.close());
    await until("the edge is ready", async () => (await fetch(`${edge.url}/readyz`)).ok);
    await until("the registry knows the server", async () =>
      (await (await fetch(`${url}/readyz`)).text()).includes('"workshop":"up"'),
    );
    return url;
  }

  /** The events that the inbox's page hears, as its script opens the stream. */
  async function eventsOf(visitor: InboxVisitor, address: string): Promise<{ heard(): string; close(): void }> {
    const gone = new AbortController();
    const headers = { cookie: visitor.cookiesFor(address) };
    const { status, body } = await fetch(address, { headers, signal: gone.signal });
    assert.equal(status, 200);
    assert.ok(body);
    let heard = "";
    const reading = (async () => {
      for await (const text of body.pipeThrough(new TextDecoderStream())) heard += text;
    })();
    reading.catch(() => {});
    await until("the stream is ready", () => heard.includes("event: ready"));
    return { heard: () => heard, close: () => gone.abort() };
  }

  for (const way of ways)
    it(verifies("proxies.registry-path", `A person signs in, and approves their agent's call (${way})`), async () => {
      const services = newWorkshop();
      const url = await startParts(way, services);
      const ada = new CommandLine(undefined, (await bundledCli()).cli, {
        ...{ HTTPS_PROXY: wayIn.proxyUrl, NO_PROXY: "127.0.0.1", NODE_EXTRA_CA_CERTS: authorityFile },
      });
      ending.unshift(() => ada.dispose());
      const login = await ada.run("login", "--registry", `${url}/`, "--as", "ada");
      assert.equal(login.code, 0, login.stderr);
      const read = await ada.run("call", "workshop", "list_numbers", "--args", '{"count":2}');
      assert.match(read.stdout, /row 1/, read.stderr);

      const browser = new InboxVisitor(url);
      const empty = await browser.signIn("ada");
      assert.equal(empty.url, `${url}/approvals`);
      for (const address of [...addressesIn(empty.html, empty.url), url, `${url}/`]) {
        assert.ok(`${address}/`.startsWith(`${url}/`), address);
        const isStream = address.endsWith("/events");
        if (!isStream && !address.endsWith("/sign-out"))
          assert.equal((await browser.ask(address)).status, 200, address);
      }
      const stream = addressesIn(empty.html, empty.url).find((address) => address.endsWith("/events"));
      const events = await eventsOf(browser, stream ?? "");
      const call = ada.run("call", "workshop", "burn", "--args", '{"pages":1}');
      await until("the page hears of the request", () => events.heard().includes("event: approval"));
      events.close();
      const page = await browser.ask("/approvals");
      const [, action = "", fields = ""] =
        /<form method="post" action="([^"]+)" class="approve"[^>]*>(.*?)<\/form>/s.exec(page.html) ?? [];
      const form = new URLSearchParams();
      for (const [, name = "", value = ""] of fields.matchAll(/name="([^"]+)" value="([^"]*)"/g))
        form.append(name, value);
      form.set("drawn", String(Date.now() - 60_000));
      const done = await browser.ask(new URL(action, page.url).href, {
        method: "POST",
        body: form,
        headers: { origin },
      });
      assert.equal(done.status, 303, done.html);
      const after = await browser.visit(new URL(done.headers.get("location") ?? "", page.url).href);
      assert.match(after.html, /One request is decided/);
      const outcome = await call;
      assert.equal(outcome.code, 0, outcome.stderr);
      assert.deepEqual(services.ran, ["list_numbers", "burn"]);

      const editor = await pairedBy(browser, url);
      assert.ok(editor.begun.url.startsWith(`${url}/approvals/editors/`));
      const decisions = [{ id: "unknown", shown: "x".repeat(43), decision: "approve" }];
      const decided = await editor.decide("/decisions", { method: "POST", body: JSON.stringify({ decisions }) });
      assert.equal(decided.status, 200, await decided.text());
    });
});
