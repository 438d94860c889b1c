import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { readEdgeSettings } from "@drawbridge/edge/settings";
import { startIdentity } from "@drawbridge/identity/start";
import pg from "pg";
import { type RunningPostgres, startPostgres } from "../../../reference-servers/platform/postgres.ts";
import { until } from "../../support/clocks/until.ts";
import { makeAuthority } from "../../support/network/certificate.ts";
import { freePort } from "../../support/network/listening.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { ada } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

const program = (path: string): string => fileURLToPath(import.meta.resolve(`../../../${path}`));
const edgeMain = program("reference-servers/edge/main.ts");
const serverMain = program("test/support/servers/workshop-main.ts");

describe("TLS at every hosted part, by the company's own authority", function () {
  this.timeout(90_000);
  const authority = makeAuthority("Acme");
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-tls-"));
  const authoritiesFile = join(folder, "ca.crt");
  const tls = { certificateFile: join(folder, "tls.crt"), keyFile: join(folder, "tls.key") };
  const children: ChildProcess[] = [];
  let registry: TestRegistry;
  let postgres: RunningPostgres;

  before(async () => {
    const { certificate, key } = authority.issue(["127.0.0.1", "localhost"]);
    writeFileSync(authoritiesFile, authority.certificate);
    writeFileSync(tls.certificateFile, certificate);
    writeFileSync(tls.keyFile, key, { mode: 0o600 });
    postgres = await startPostgres({ folder: join(folder, "postgres") });
    const files = `ssl_cert_file = '${tls.certificateFile}'\nssl_key_file = '${tls.keyFile}'\n`;
    appendFileSync(join(folder, "postgres", "data", "postgresql.conf"), `\nssl = on\n${files}`);
    // Then it reads its configuration again.
    process.kill(
      Number(readFileSync(join(folder, "postgres", "data", "postmaster.pid"), "utf8").split("\n")[0]),
      "SIGHUP",
    );
    const verified = `${postgres.url}?sslmode=verify-full`;
    const why = (): Promise<string> => {
      const client = new pg.Client(verified);
      return client.connect().then(
        () => client.end().then(() => "connected"),
        (error: Error) => error.message,
      );
    };
    await until("Postgres speaks TLS", async () => (await why()) !== "The server does not support SSL connections");
    assert.match(await why(), /certificate/, "this process does not know the authority yet");
    registry = await startTestRegistry({ network: { tls, authoritiesFile }, databaseUrl: verified });
    assert.equal(await why(), "connected");
  });
  after(async () => {
    for (const child of children) {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    await registry?.close();
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });

  const run = (main: string, variables: Record<string, string>) => {
    const env = { PATH: process.env.PATH, DRAWBRIDGE_REGISTRY_URL: registry.url, ...variables };
    const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "ignore", "pipe"] });
    children.push(child);
    const output = { stderr: "" };
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      output.stderr += chunk;
    });
    return output;
  };
  const withTls = { DRAWBRIDGE_TLS_CERT_FILE: tls.certificateFile, DRAWBRIDGE_TLS_KEY_FILE: tls.keyFile };
  const ready = (url: string): Promise<boolean> =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );

  it(verifies("tls.own", "A call goes from a client over the edge to a server, each with TLS of its own"), async () => {
    const { rootSecret } = registry.settings;
    const [edgePort, serverPort] = [await freePort(), await freePort()];
    const edgeUrl = `https://127.0.0.1:${edgePort}`;
    const serverUrl = `https://127.0.0.1:${serverPort}`;
    const shared = { ...withTls, DRAWBRIDGE_CA_FILE: authoritiesFile };
    const edgeVariables = { PORT: String(edgePort), DRAWBRIDGE_EDGE_URL: edgeUrl, DRAWBRIDGE_ROOT_SECRET: rootSecret };
    run(edgeMain, { ...shared, ...edgeVariables });
    run(serverMain, {
      ...{ ...shared, PORT: String(serverPort), DRAWBRIDGE_SERVER_URL: serverUrl },
      DRAWBRIDGE_REGISTRY_CREDENTIAL: registryCredential(rootSecret, "workshop"),
      DRAWBRIDGE_EDGE_PROOF: edgeProof(rootSecret, "workshop"),
    });
    await until("both are ready", async () => (await ready(edgeUrl)) && (await ready(serverUrl)));
    await until("the registry found the server up", async () =>
      (await (await fetch(`${registry.url}/readyz`)).text()).includes('"workshop":"up"'),
    );
    const answer = await fetch(`${edgeUrl}/mcp/workshop`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${await registry.issuer.mint({ groups: ada.groups })}`,
        ...{ "content-type": "application/json", accept: "application/json, text/event-stream" },
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    });
    assert.equal(answer.status, 200, await answer.text());
  });

  it(verifies("tls.own", "The identity provider serves HTTPS too"), async () => {
    const network = { tls, authoritiesFile };
    const identity = await startIdentity({ port: 0, network, accessTokenSeconds: 60, logLevel: "silent" });
    try {
      const answer = await fetch(`${identity.url}/.well-known/openid-configuration`);
      assert.equal(answer.status, 200);
      const { issuer } = Object(await answer.json());
      assert.equal(issuer, identity.url);
      assert.match(identity.url, /^https:/);
    } finally {
      await identity.close();
    }
  });

  it(
    verifies("tls.authorities", "A part without the company's authority does not trust the registry, and says so"),
    async () => {
      const edge = run(edgeMain, {
        ...{ PORT: "0", DRAWBRIDGE_EDGE_URL: "https://edge.acme.test" },
        DRAWBRIDGE_ROOT_SECRET: registry.settings.rootSecret,
      });
      await until(
        "the edge refuses the registry",
        async () => /the registry gives no configuration/.test(edge.stderr) && /certificate/.test(edge.stderr),
      );
    },
  );

  it(
    verifies("tls.authorities", "The registry reaches a Postgres whose certificate the company's authority signed"),
    async () => {
      const client = new pg.Client(postgres.url);
      await client.connect();
      const { rows } = await client.query(
        "select bool_and(ssl) as all from pg_stat_ssl join pg_stat_activity using (pid) where application_name like '%registry%'",
      );
      await client.end();
      assert.deepEqual(rows, [{ all: true }]);
      assert.equal((await fetch(`${registry.url}/readyz`)).status, 200);
    },
  );

  it(verifies("tls.settings", "A part with a certificate and no key, or an empty one, does not start"), () => {
    const place = {
      ...{ PORT: "0", DRAWBRIDGE_EDGE_URL: "https://edge.acme.test", DRAWBRIDGE_REGISTRY_URL: registry.url },
      DRAWBRIDGE_ROOT_SECRET: registry.settings.rootSecret,
    };
    const one = { ...place, DRAWBRIDGE_TLS_CERT_FILE: tls.certificateFile };
    assert.throws(() => readEdgeSettings(one), /DRAWBRIDGE_TLS_KEY_FILE: not set, and DRAWBRIDGE_TLS_CERT_FILE is/);
    const other = { ...place, DRAWBRIDGE_TLS_KEY_FILE: tls.keyFile };
    assert.throws(() => readEdgeSettings(other), /DRAWBRIDGE_TLS_CERT_FILE: not set, and DRAWBRIDGE_TLS_KEY_FILE is/);
    assert.throws(() => readEdgeSettings({ ...one, DRAWBRIDGE_TLS_KEY_FILE: "" }), /DRAWBRIDGE_TLS_KEY_FILE: empty/);
    assert.deepEqual(readEdgeSettings({ ...one, DRAWBRIDGE_TLS_KEY_FILE: tls.keyFile }).network?.tls, tls);
  });
});
