import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { oauthClients } from "@drawbridge/contracts/oauth";
import { z } from "zod";
import type { Workplace } from "../../../proxy/agents/agent-discovery.ts";
import { agentOf } from "../../../proxy/agents/agent-table.ts";
import { applyPlans } from "../../../proxy/agents/apply.ts";
import { installLauncher } from "../../../proxy/agents/install-launcher.ts";
import { planToAdd } from "../../../proxy/agents/plan.ts";
import { tryConnect } from "../../../proxy/broker/ensure.ts";
import { BrokerClient } from "../../../proxy/client/broker-client.ts";
import type { Home } from "../../../proxy/files/home.ts";
import { CommandLine } from "../../support/agents/command-line.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { verifies } from "../../support/verifies.ts";
import { startUpstream, type Upstreams, withControl } from "../../support/worlds/upstream-world.ts";

const original = '{\n  // mine\n  "mcpServers": {}\n}\n';

/** The user's home folder is a temporary one, so no agent of this machine is changed. */
describe("`drawbridge uninstall` with a broker", function () {
  this.timeout(60_000);
  let upstreams: Upstreams;
  let home: Home;
  let userHome: string;
  before(async () => {
    upstreams = await startUpstream();
  });
  after(() => upstreams.close());
  beforeEach(async () => {
    home = upstreams.world.home();
    userHome = mkdtempSync(join(tmpdir(), "drawbridge-user-"));
    writeCursor();
    const workplace: Workplace = { home, machine: { platform: "linux", homeFolder: userHome, environment: {} } };
    const cursor = agentOf("cursor");
    assert.ok(cursor);
    await installLauncher(workplace, upstreams.cli);
    const [outcome] = await applyPlans(workplace, [await planToAdd(workplace, cursor, ["modern"])], "first");
    assert.equal(outcome?.kind, "done");
  });
  afterEach(() => rmSync(userHome, { recursive: true, force: true }));

  const cursorFile = () => join(userHome, ".cursor/mcp.json");
  function writeCursor(): void {
    mkdirSync(dirname(cursorFile()));
    writeFileSync(cursorFile(), original);
  }
  const run = (...args: string[]) =>
    new CommandLine(home.folder, upstreams.cli).runWith({ HOME: userHome }, "uninstall", ...args);

  it(
    verifies("uninstall.asks", "Without a terminal and without --yes, `uninstall` shows the list and ends with code 2"),
    async () => {
      await withControl(home, async () => {
        const { code, stdout, stderr } = await run();
        assert.equal(code, 2, stderr);
        assert.match(stdout, /^Cursor: remove modern from ~\/\.cursor\/mcp\.json\.$/m);
        assert.match(stdout, /^Broker: end it\.$/m);
        assert.match(stderr, /add --yes/);
      });
      assert.notEqual(readFileSync(cursorFile(), "utf8"), original);
      const connection = await tryConnect(home.endpoint);
      assert.notEqual(connection, null, "the broker runs");
      connection?.destroy();
    },
  );

  /** What the identity provider answers to a refresh token (RFC 6749 §6). */
  async function refreshed(refreshToken: string): Promise<{ status: number; error: string | undefined }> {
    const response = await fetch(`${upstreams.world.identity.url}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: refreshToken,
        client_id: oauthClients.broker,
      }),
    });
    const { error } = z.object({ error: z.string().optional() }).parse(await response.json());
    return { status: response.status, error };
  }

  for (const running of [true, false])
    it(
      verifies(
        "uninstall.revokes",
        `\`uninstall\` ends the sign-in at the identity provider, ${running ? "by the broker that runs" : "also if no broker runs"}`,
      ),
      async () => {
        const { world } = upstreams;
        const tokens = await world.identity.tokens("ada");
        await withControl(home, (broker) => broker.request("signIn", { wellKnown: world.wellKnown, tokens }));
        if (!running) await (await BrokerClient.find(home))?.shutdown();
        const { code, stdout, stderr } = await run("--yes");
        assert.equal(code, 0, stdout + stderr);
        assert.equal(readFileSync(cursorFile(), "utf8"), original);
        assert.equal(existsSync(home.folder), false, stdout);
        assert.equal(await tryConnect(home.endpoint), null);
        assert.match((await run("--yes")).stdout, /There is nothing to remove/);
        assert.equal(existsSync(home.folder), false, "the second run makes no home");
        assert.deepEqual(await refreshed(tokens.refreshToken), { status: 400, error: "invalid_grant" });
        const others = await world.identity.tokens("ada");
        assert.equal((await refreshed(others.refreshToken)).status, 200, "the provider renews other sign-ins");
      },
    );

  it(
    verifies("uninstall.bridges", "A bridge that outlives `uninstall` starts no broker, and its calls say why"),
    async () => {
      await upstreams.world.signIn(home, "ada");
      const agent = new RawAgent(upstreams.cli, home.folder, ["modern"]);
      await agent.initialize();
      const { code, stdout } = await run("--yes");
      assert.equal(code, 0, stdout);
      assert.match(stdout, /^Bridges of running agents: 1\./m);
      const answer = await agent.call("echo", { text: "still there?" });
      assert.match(JSON.stringify(answer), /was removed from this machine/);
      assert.equal(existsSync(home.folder), false);
      await agent.close();
    },
  );
});
