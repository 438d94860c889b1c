import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { homeOf } from "../../../proxy/files/home.ts";
import { CommandLine } from "../../support/agents/command-line.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { CompanyNetwork } from "../../support/network/company-network.ts";
import { verifies } from "../../support/verifies.ts";
import { onceForSuite } from "../../support/worlds/suite-hooks.ts";
import { startUpstream, UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

const registry = "https://registry.company.test";

describe("an engineer behind a company's proxy and authority", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let company: CompanyNetwork;
  let cli: string;
  let user: CommandLine;
  onceForSuite(startUpstream, (started) => {
    ({ world, cli } = started);
  });
  beforeEach(async () => {
    company = await CompanyNetwork.before(world);
    user = new CommandLine(undefined, cli);
  });
  afterEach(async () => {
    await RawAgent.endAll();
    await user.dispose();
    company.close();
  });

  const variables = () => ({ HTTPS_PROXY: company.proxyUrl, NODE_EXTRA_CA_CERTS: company.authorityFile });
  const login = (environment: NodeJS.ProcessEnv, at = registry) =>
    user.runWith(environment, "login", "--registry", at, "--as", "ada");

  async function agentCalls(text: string): Promise<string> {
    const agent = new RawAgent(cli, user.home, ["modern"]);
    await agent.initialize();
    const answer = await agent.call("echo", { text });
    await agent.close();
    return JSON.stringify(answer);
  }

  it(verifies("network.proxy", "An engineer behind a proxy signs in and calls only through the proxy"), async () => {
    const { code, stderr } = await login(variables());
    assert.equal(code, 0, stderr);
    assert.match(await agentCalls("through the tunnel"), /through the tunnel/);
    const names = new Set(company.targets);
    assert.deepEqual([...names].sort(), [
      "edge.company.test:443",
      "identity.company.test:443",
      "registry.company.test:443",
    ]);
  });

  it(
    verifies(
      "network.remembered",
      "A broker that an agent starts without any environment uses the proxy of the sign-in",
    ),
    async () => {
      await login(variables());
      for (let round = 0; round < 2; round += 1) {
        const { pid } = await withControl(homeOf(user.home), (broker) => broker.request("status"));
        process.kill(pid, "SIGKILL");
        company.targets.length = 0;
        assert.match(await agentCalls(`round ${round}`), new RegExp(`round ${round}`));
        assert.ok(company.targets.includes("edge.company.test:443"));
      }
      assert.equal(statSync(homeOf(user.home).networkFile).mode & 0o777, 0o600);
    },
  );

  it(verifies("network.proxy", "A request to a host in NO_PROXY does not go through the proxy"), async () => {
    const nearby = await login({ ...variables(), NO_PROXY: "other.test,127.0.0.0/8" }, company.nearbyRegistry);
    assert.equal(nearby.code, 0, nearby.stderr);
    assert.ok(company.targets.length > 0, "the identity provider is behind the proxy");
    assert.ok(!company.targets.some((target) => target.startsWith("127.")), company.targets.join());
    company.targets.length = 0;
    const viaProxy = await login(variables(), company.nearbyRegistry);
    assert.notEqual(viaProxy.code, 0);
    assert.ok(
      company.targets.some((target) => target.startsWith("127.0.0.2")),
      "without it, the proxy is asked",
    );
  });

  it(
    verifies(
      "network.authorities",
      "A sign-in through an unknown certificate authority fails, and says which variable to set",
    ),
    async () => {
      const { code, stderr } = await login({ HTTPS_PROXY: company.proxyUrl });
      assert.equal(code, 4);
      assert.match(stderr, /authority that this machine does not trust; set NODE_EXTRA_CA_CERTS/);
    },
  );

  it(
    verifies("network.authorities", "A sign-in trusts the certificate authorities that the system trusts"),
    async () => {
      // Where OpenSSL looks for the system's own: a folder here, which the test can fill.
      const { code, stderr } = await login({
        HTTPS_PROXY: company.proxyUrl,
        SSL_CERT_FILE: "/nowhere",
        SSL_CERT_DIR: dirname(company.authorityFile),
      });
      assert.equal(code, 0, stderr);
    },
  );

  it(
    verifies(
      "network.proxy",
      "A sign-in says what is wrong with the proxy: it is down, it refuses, or it wants a password",
    ),
    async () => {
      company.credentials = "ada:geheim";
      const withoutPassword = await login(variables());
      assert.equal(withoutPassword.code, 4);
      assert.match(withoutPassword.stderr, /proxy http:\/\/127\.0\.0\.1:\d+ wants a user and password \(407\)/);
      const refused = await user.runWith(
        { ...variables(), HTTPS_PROXY: company.proxyUrl.replace("//", "//ada:geheim@") },
        "login",
        "--registry",
        "https://elsewhere.test",
        "--as",
        "ada",
      );
      assert.match(refused.stderr, /refused the connection \(HTTP 403\)/);
      const away = await login({ ...variables(), HTTPS_PROXY: "http://127.0.0.1:9" });
      assert.match(away.stderr, /proxy http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)/);
    },
  );

  it(verifies("network.no-leak", "Drawbridge never shows a proxy's password"), async () => {
    company.credentials = "ada:geheim";
    const withPassword = { ...variables(), HTTPS_PROXY: company.proxyUrl.replace("//", "//ada:geheim@") };
    const signedIn = await login(withPassword);
    assert.equal(signedIn.code, 0, signedIn.stderr);
    assert.match(await agentCalls("with a password"), /with a password/);
    company.credentials = "ada:another";
    const { pid } = await withControl(homeOf(user.home), (broker) => broker.request("status"));
    process.kill(pid, "SIGKILL");
    const refused = await agentCalls("x");
    assert.match(refused, /407/);
    const outputs = [signedIn, await user.run("doctor"), await user.run("doctor", "--json"), await user.run("logs")];
    const log = readFileSync(homeOf(user.home).brokerLog, "utf8");
    assert.doesNotMatch(JSON.stringify([outputs, refused, log]), /geheim/);
  });

  it(
    verifies("cli.doctor", "`doctor` finds a proxy that does not serve, and a certificate authority that is missing"),
    async () => {
      await login(variables());
      const findings = async (): Promise<{ check: string; state: string; found: string; next: string | null }[]> =>
        JSON.parse((await user.run("doctor", "--json")).stdout).findings;
      const problems = async () => (await findings()).filter(({ state }) => state === "problem");
      assert.deepEqual(await problems(), []);
      assert.match(JSON.stringify(await findings()), /on the way to the registry; this terminal uses none/);

      const { networkFile } = homeOf(user.home);
      const remembered = JSON.parse(readFileSync(networkFile, "utf8"));
      const remember = (changed: object) => writeFileSync(networkFile, JSON.stringify({ ...remembered, ...changed }));

      remember({ extraAuthorities: null });
      const [untrusted, ...none] = await problems();
      assert.deepEqual([untrusted?.check, none], ["authorities", []]);
      assert.match(untrusted?.next ?? "", /NODE_EXTRA_CA_CERTS/);

      const empty = join(user.home, "empty.pem");
      writeFileSync(empty, "");
      remember({ extraAuthorities: empty });
      assert.match((await problems())[0]?.found ?? "", /holds no certificate/);

      remember({ extraAuthorities: join(user.home, "gone.pem") });
      assert.match((await problems())[0]?.found ?? "", /cannot be read/);

      remember({ httpsProxy: "http://127.0.0.1:9" });
      const [away] = await problems();
      assert.equal(away?.check, "proxy");
      assert.match(away?.found ?? "", /ECONNREFUSED/);
    },
  );
});

describe("a certificate whose time has passed", function () {
  this.timeout(60_000);

  it(
    verifies("cli.doctor", "The sign-in says that the certificate has expired, or that the clock is ahead"),
    async () => {
      const [world, { cli }] = await Promise.all([UpstreamWorld.start(), bundledCli()]);
      const company = await CompanyNetwork.before(world, -1);
      const user = new CommandLine(undefined, cli);
      try {
        const environment = { HTTPS_PROXY: company.proxyUrl, NODE_EXTRA_CA_CERTS: company.authorityFile };
        const { code, stderr } = await user.runWith(environment, "login", "--registry", registry, "--as", "ada");
        assert.equal(code, 4);
        assert.match(stderr, /certificate has expired, or this machine's clock is ahead/);
      } finally {
        await user.dispose();
        company.close();
        await world.close();
      }
    },
  );
});
